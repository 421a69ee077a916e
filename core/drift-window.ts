import { DEFAULT_ALARM, type DriftAlarm } from './drift-alarm.ts';
import type { Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readRecord } from './read-record.ts';
import { type BatchRecord, DriftWindow, keys } from './records.ts';

type Entry = DriftWindow['batches'][number];

/** As many as `monitoring.alarm.of` may ask for. */
const MOST_BATCHES = 100;
/** A window is one record, and a record holds 400 KB: the newest batches name so many of their columns. */
const BATCHES_WITH_COLUMNS = 10;
const MOST_COLUMNS = 20;

/** Undefined before the first batch was scored. */
export async function findDriftWindow(project: string, { records }: Pick<Services, 'records'>): Promise<DriftWindow | undefined> {
  const item = await records.get(keys.drift(project));
  return item && readRecord(DriftWindow, item, `the drift window of ${project}`);
}

export const alarmOf = ({ monitoring }: Pick<ProjectDefinition, 'monitoring'>): DriftAlarm => monitoring?.alarm ?? DEFAULT_ALARM;

/** How many of the last `of` batches had drifted. */
export function driftedAmong({ batches }: { readonly batches: readonly Entry[] }, { of }: Pick<DriftAlarm, 'of'>): number {
  return batches.slice(0, of).filter(({ drifted }) => drifted).length;
}

/** The batches with one more, in the order of their ends, however late somebody tells of it. */
export function withBatch(batches: readonly Entry[], batch: Entry): readonly Entry[] {
  const newestFirst = [...batches, batch].sort((one, other) => (endOf(one) < endOf(other) ? 1 : -1)).slice(0, MOST_BATCHES);
  return newestFirst.map((each, index) => (index < BATCHES_WITH_COLUMNS ? each : { ...each, columns: [] }));
}

/** No two batches have the same, even where they end at the same moment. */
const endOf = ({ at, batch }: Entry) => `${at}#${batch}`;

export function entryOf({ batch, object, checked }: BatchRecord, at: string): Entry {
  const columns = columnsOf(checked?.alarms ?? []);
  const named = columns.slice(0, MOST_COLUMNS);
  return {
    batch,
    key: object.key,
    at,
    drifted: checked?.drifted === true,
    columns: named,
    ...(columns.length > named.length && { more: columns.length - named.length }),
  };
}

/** A column with several findings is told by its first. */
function columnsOf(alarms: Entry['columns']): Entry['columns'] {
  const firsts = alarms.filter(({ column }, index) => alarms.findIndex((each) => each.column === column) === index);
  return firsts.map(({ column, sentence }) => ({ column, sentence }));
}

/** How many columns drifted, each counted once. */
export const driftedColumns = ({ checked }: BatchRecord): number => columnsOf(checked?.alarms ?? []).length;

/** Which columns of the newest drifted batch drifted, and by how much; nothing where none had. */
export function driftSentences(window: DriftWindow | undefined): readonly string[] {
  const { columns = [], more = 0 } = newestDrifted(window) ?? {};
  return [...columns.map(({ sentence }) => sentence), ...(more > 0 ? [`${more} more columns, named in the batch's violations.`] : [])];
}

export function newestDrifted(window: DriftWindow | undefined): Entry | undefined {
  return window?.batches.find(({ drifted }) => drifted);
}
