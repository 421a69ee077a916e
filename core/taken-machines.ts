import type { Services, Write } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readRecord } from './read-record.ts';
import { keys, TakenRecord } from './records.ts';

type Needed = Pick<Services, 'records' | 'clock'>;
type Training = ProjectDefinition['training'];
type Word = TakenRecord & { readonly type: string };

/** What other runs were told of a project's machines. For those that are `taken` nobody asks now; for one that was taken a while ago one run asks at a time, and writes its turn with its attempt. */
export type Told = { readonly taken: ReadonlySet<string>; readonly turns: ReadonlyMap<string, Write> };

/** Long enough that of a thousand runs that wait only a few ask SageMaker, short enough that no machine stands idle for long. */
const HOLDS_SECONDS = 20;
/** The longest pause of a run that waits: whoever was refused has asked again by then. */
const KNOWN_SECONDS = 900;
/** SageMaker's words for a quota that no waiting raises. */
const QUOTA_IS_ZERO = /\bis 0 Instances\b/;

export const isQuotaZero = (reason = ''): boolean => QUOTA_IS_ZERO.test(reason);

/** Where the account may run no machine of any type, each run hears so for itself. */
export async function readTold(training: Training, { records, clock }: Needed): Promise<Told> {
  const now = clock.now();
  const known = await Promise.all(training.instanceTypes.map((type) => wordOf(type, training, { records })));
  const words = known.flat().filter(({ toldAt }) => isWithin(KNOWN_SECONDS, toldAt, now));
  const isHopeless = words.length === training.instanceTypes.length && words.every(({ reason }) => isQuotaZero(reason));
  if (isHopeless) return { taken: new Set(), turns: new Map() };
  return {
    taken: new Set(
      words.filter(({ toldAt, askedAt }) => isWithin(HOLDS_SECONDS, toldAt, now) || isWithin(HOLDS_SECONDS, askedAt, now)).map(({ type }) => type),
    ),
    turns: new Map(words.map((word) => [word.type, takeTurn(word, now)])),
  };
}

/** Leaves word to the runs of all projects that SageMaker has refused a machine of this type. */
export async function tellTaken(type: string, training: Training, reason: string, { records, clock }: Needed): Promise<void> {
  const machine = machineOf(type, training);
  await records.write({ put: keys.taken(machine), item: { machine, reason, toldAt: clock.now().toISOString() } });
}

/** One was to be had: the next may ask at once. */
export async function endTurn(type: string, training: Training, { records }: Pick<Needed, 'records'>): Promise<void> {
  await records.write({ update: keys.taken(machineOf(type, training)), remove: ['askedAt'], when: { present: 'machine' } });
}

async function wordOf(type: string, training: Training, { records }: Pick<Needed, 'records'>): Promise<readonly Word[]> {
  const machine = machineOf(type, training);
  const item = await records.get(keys.taken(machine));
  return item ? [{ ...readRecord(TakenRecord, item, `machines of type ${machine}`), type }] : [];
}

/** Refused where another has taken it, or was told, meanwhile. */
function takeTurn({ machine, toldAt, askedAt }: Word, now: Date): Write {
  const untaken = askedAt === undefined ? ({ absent: 'askedAt' } as const) : ({ equals: ['askedAt', askedAt] } as const);
  return { update: keys.taken(machine), set: { askedAt: now.toISOString() }, when: { allOf: [{ equals: ['toldAt', toldAt] }, untaken] } };
}

/** Spot machines have quotas of their own. */
const machineOf = (type: string, { spot }: Training) => (spot ? `${type} spot` : type);

/** By two clocks, of which either may be the later. */
function isWithin(seconds: number, time: string | undefined, now: Date): boolean {
  return time !== undefined && Math.abs(now.getTime() - Date.parse(time)) < 1000 * seconds;
}
