import { CapacityAwaitedError, CapacityExhaustedError } from './errors.ts';
import type { Attempt } from './records.ts';
import { isQuotaZero } from './taken-machines.ts';

/** One round over all instance types begins so long after the one before it, at the earliest; how often one is begun says the state machine. */
const BETWEEN_ROUNDS_SECONDS = 20;

/** What was attempted so far, oldest first, on which types of machines, in order of preference; `setting` names these in project.yml. */
export type Attempted = {
  readonly attempts: readonly Attempt[];
  readonly instanceTypes: readonly string[];
  readonly setting: 'training.instanceTypes' | 'scoring.instanceTypes';
  readonly nameJob: (number: number) => string;
  /** Types that somebody else was just refused. */
  readonly taken: ReadonlySet<string>;
};

export type NextAttempt = { readonly attempt: Attempt; readonly attempts: readonly Attempt[] };

/**
 * The next attempt of a run or a scoring, and all that its record then holds. Each that found no capacity moves on to the next instance type that is not known to be taken; other failures keep the type.
 * Behind the last type a new round begins after a while: what never became a job in the round before is let go, so that it may wait for long; the audit trail keeps it.
 * Throws CapacityAwaitedError while all are taken and between two rounds, CapacityExhaustedError where the account may run no machine of any type.
 */
export function nextAttempt(attempted: Attempted, now: Date): NextAttempt {
  const { attempts, instanceTypes, setting, taken } = attempted;
  const last = attempts.at(-1);
  const round = last?.round ?? 1;
  const lacking = attempts.filter((each) => (each.round ?? 1) === round && each.failureReason?.startsWith('CapacityError'));
  const asked = new Set(lacking.map(({ instanceType }) => instanceType));
  const next = instanceTypes.find((type) => !asked.has(type) && !taken.has(type));
  if (next !== undefined) return added(attempted, attempts, { instanceType: next, round }, now);
  const isExhausted = instanceTypes.every((type) => asked.has(type)) && lacking.every(({ failureReason }) => isQuotaZero(failureReason));
  if (isExhausted) throw new CapacityExhaustedError(instanceTypes, setting);
  const first = instanceTypes.find((type) => !taken.has(type));
  const isSoon = now.getTime() < Date.parse(last?.endedAt ?? '') + 1000 * BETWEEN_ROUNDS_SECONDS;
  if (first === undefined || isSoon) throw new CapacityAwaitedError(instanceTypes, setting);
  const kept = attempts.filter(({ status }) => status !== 'NotStarted');
  return added(attempted, kept, { instanceType: first, round: round + 1 }, now);
}

/** What the state machine retries: trouble of SageMaker's own, or no job at all. Code that failed, and a job that somebody stopped, would only do so again. */
export function deservesAnother({ status, failureReason = '' }: Attempt): boolean {
  return status === 'NotStarted' || /^(CapacityError|InternalServerError)\b/.test(failureReason);
}

function added(
  { attempts, nameJob }: Attempted,
  before: readonly Attempt[],
  { instanceType, round }: { readonly instanceType: string; readonly round: number },
  now: Date,
): NextAttempt {
  const number = (attempts.at(-1)?.number ?? 0) + 1;
  const attempt = { number, job: nameJob(number), instanceType, startedAt: now.toISOString(), ...(round > 1 && { round }) };
  return { attempt, attempts: [...before, attempt] };
}
