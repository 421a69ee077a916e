import { alarmOf, driftedAmong, driftedColumns, entryOf, findDriftWindow, withBatch } from './drift-window.ts';
import type { Figure } from './monitoring-ports.ts';
import type { Services } from './ports.ts';
import { readProjectRecord } from './read-record.ts';
import { type BatchRecord, keys, type ProjectRecord } from './records.ts';

type Needed = Pick<Services, 'records' | 'metrics' | 'clock'>;
type Named = Omit<Figure, 'project'>;

/** `refused`: CloudWatch did not take the figures; the batch's audit trail says why, and whoever calls again tries again. */
export type Published = { readonly figures: 'published' | 'refused' | 'published before' | 'none'; readonly refusal?: string };

/** Counts a scored batch in its model's drift window and gives its figures to CloudWatch. Costs the batch nothing: its outcome stands, and a refusal is only told. */
export async function publishDrift(record: BatchRecord, services: Needed): Promise<Published> {
  if (record.checked === undefined) return { figures: 'none' };
  if (record.publishedAt !== undefined) return { figures: 'published before' };
  const project = await readProjectRecord(record.project, services);
  const counted = await count(record, project, services);
  const figures = [...figuresOf(record), ...(counted === undefined ? [] : [{ name: 'DriftedBatches', unit: 'Count', value: counted } as const])];
  const refusal = await services.metrics.put(figures.map((figure) => ({ ...figure, project: record.project }))).catch((error: unknown) => ({ error }));
  return refusal ? tellRefusal(record, refusal.error, services) : keepPublished(record, services);
}

/**
 * What the alarm watches: how many of the last batches had drifted, in the moment in which one more has. 0 for a batch that has not: it must not raise the alarm
 * again for the drift before it. Undefined for a batch that says nothing of the reigning model.
 */
async function count(record: BatchRecord, project: ProjectRecord, services: Needed): Promise<number | undefined> {
  const { outcome, checked, model } = record;
  if (outcome !== 'Scored' || checked?.drifted === undefined || model === undefined || model.run !== project.reigning?.run) return undefined;
  const window = await findDriftWindow(record.project, services);
  const before = window?.model === model.run ? window.batches : [];
  const at = services.clock.now().toISOString();
  const known = before.some(({ batch }) => batch === record.batch);
  const batches = known ? before : withBatch(before, entryOf(record, record.endedAt ?? at));
  if (!known) {
    const changed = `${at}#${record.batch}`;
    const when = window?.changed === undefined ? ({ absent: 'changed' } as const) : ({ equals: ['changed', window.changed] } as const);
    const written = await services.records.write({ put: keys.drift(record.project), item: { model: model.run, batches, changed }, when });
    if (!written.done) return count(record, project, services);
  }
  return checked.drifted ? driftedAmong({ batches }, alarmOf(project.definition)) : 0;
}

/** Whether it drifted is unknown where there was no baseline, and is then not told. */
function figuresOf(record: BatchRecord): readonly Named[] {
  const { rows = 0, badRows = 0, drifted } = record.checked ?? {};
  const drift: readonly Named[] = [
    { name: 'BatchColumnsDrifted', unit: 'Count', value: driftedColumns(record) },
    { name: 'BatchDrifted', unit: 'None', value: drifted ? 1 : 0 },
  ];
  return [
    { name: 'BatchRows', unit: 'Count', value: rows },
    { name: 'BatchRowsSetAside', unit: 'Count', value: badRows },
    ...(drifted === undefined ? [] : drift),
  ];
}

async function keepPublished({ project, batch }: BatchRecord, { records, clock }: Needed): Promise<Published> {
  const publishedAt = clock.now().toISOString();
  await records.write({ update: keys.batch(project, batch), set: { publishedAt }, when: { present: 'batch' } });
  return { figures: 'published' };
}

async function tellRefusal({ batch }: BatchRecord, error: unknown, { records, clock }: Needed): Promise<Published> {
  const at = clock.now().toISOString();
  const refusal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await records.write({ put: keys.audit(batch, at, 'figures refused'), item: { at, who: 'publishDrift', what: 'figures refused', why: refusal } });
  return { figures: 'refused', refusal };
}
