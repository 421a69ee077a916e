import { CapacityAwaitedError, CapacityExhaustedError } from './errors.ts';
import type { Attempt, RunRecord } from './records.ts';
import { isQuotaZero } from './taken-machines.ts';
import { trainableOf } from './training-job-spec.ts';

/** One round over all instance types begins so long after the one before it, at the earliest; how often one is begun says the state machine. */
const BETWEEN_ROUNDS_SECONDS = 20;

export type NextAttempt = { readonly attempt: Attempt; readonly attempts: readonly Attempt[] };

/**
 * The run's next attempt, and all that its record then holds. Each that found no capacity moves on to the next instance type that is not known to be taken; other failures keep the type.
 * Behind the last type a new round begins after a while: what never became a job in the round before is let go, so that a run may wait for long; its audit trail keeps it.
 * Throws CapacityAwaitedError while all are taken and between two rounds, CapacityExhaustedError where the account may run no machine of any type.
 */
export function nextAttempt(run: RunRecord, taken: ReadonlySet<string>, now: Date): NextAttempt {
  const { instanceTypes } = trainableOf(run).definition.training;
  const last = run.attempts.at(-1);
  const round = last?.round ?? 1;
  const lacking = run.attempts.filter((each) => (each.round ?? 1) === round && each.failureReason?.startsWith('CapacityError'));
  const asked = new Set(lacking.map(({ instanceType }) => instanceType));
  const next = instanceTypes.find((type) => !asked.has(type) && !taken.has(type));
  if (next !== undefined) return added(run, run.attempts, { instanceType: next, round }, now);
  const isExhausted = instanceTypes.every((type) => asked.has(type)) && lacking.every(({ failureReason }) => isQuotaZero(failureReason));
  if (isExhausted) throw new CapacityExhaustedError(instanceTypes);
  const first = instanceTypes.find((type) => !taken.has(type));
  const isSoon = now.getTime() < Date.parse(last?.endedAt ?? '') + 1000 * BETWEEN_ROUNDS_SECONDS;
  if (first === undefined || isSoon) throw new CapacityAwaitedError(instanceTypes);
  const kept = run.attempts.filter(({ status }) => status !== 'NotStarted');
  return added(run, kept, { instanceType: first, round: round + 1 }, now);
}

function added(
  run: RunRecord,
  before: readonly Attempt[],
  { instanceType, round }: { readonly instanceType: string; readonly round: number },
  now: Date,
): NextAttempt {
  const number = (run.attempts.at(-1)?.number ?? 0) + 1;
  const attempt = { number, job: `${run.run}-a${number}`, instanceType, startedAt: now.toISOString(), ...(round > 1 && { round }) };
  return { attempt, attempts: [...before, attempt] };
}
