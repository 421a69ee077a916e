import type { Services, TrainingJobSpec } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readRecord } from './read-record.ts';
import { keys, TakenRecord } from './records.ts';

type Needed = Pick<Services, 'records' | 'clock'>;

/** Long enough that of a thousand runs that wait only a few ask SageMaker, short enough that no machine stands idle for long. */
const HOLDS_SECONDS = 20;
/** SageMaker's words for a quota that no waiting raises. */
const QUOTA_IS_ZERO = /\bis 0 Instances\b/;

/** Leaves word to the runs of all projects that the account may run no further machine of a type. Spot machines have quotas of their own. */
export async function tellTaken({ instanceType, maxWaitSeconds }: TrainingJobSpec, reason: string, { records, clock }: Needed): Promise<void> {
  const machine = machineOf(instanceType, maxWaitSeconds);
  await records.write({ put: keys.taken(machine), item: { machine, reason, toldAt: clock.now().toISOString() } });
}

/** True where some run has just been told so of every type, and waiting may help: to ask again would only use up SageMaker's patience. */
export async function areAllTaken({ instanceTypes, spot }: ProjectDefinition['training'], services: Needed): Promise<boolean> {
  const told = await Promise.all(instanceTypes.map((type) => findTaken(machineOf(type, spot?.maxWaitSeconds), services)));
  return told.every((each) => each !== undefined) && !told.every((each) => isQuotaZero(each?.reason));
}

export const isQuotaZero = (reason = ''): boolean => QUOTA_IS_ZERO.test(reason);

const machineOf = (instanceType: string, maxWaitSeconds: number | undefined) => (maxWaitSeconds === undefined ? instanceType : `${instanceType} spot`);

/** By two clocks, of which either may be the later. */
async function findTaken(machine: string, { records, clock }: Needed): Promise<TakenRecord | undefined> {
  const item = await records.get(keys.taken(machine));
  if (!item) return undefined;
  const taken = readRecord(TakenRecord, item, `machines of type ${machine}`);
  return Math.abs(clock.now().getTime() - Date.parse(taken.toldAt)) < 1000 * HOLDS_SECONDS ? taken : undefined;
}
