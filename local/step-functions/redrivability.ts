import type { Facts } from '../plane.ts';
import type { Execution } from './execution.ts';
import { HISTORY_LIMIT } from './history.ts';

const REDRIVABLE_MILLISECONDS = 14 * 86_400_000;

/** Whether an execution can be taken up again, and why not where it cannot. */
export function redrivability(
  execution: Execution,
  now: Date,
): Facts & { readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE'; readonly redriveStatusReason?: string } {
  const reason = reasonAgainst(execution, now);
  return reason === undefined ? { redriveStatus: 'REDRIVABLE' } : { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

function reasonAgainst({ status, stopDate, history, stoppedIn, machine }: Execution, now: Date): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (stopDate !== undefined && now.getTime() - stopDate.getTime() > REDRIVABLE_MILLISECONDS) return 'Execution is outside the redrivable period';
  if (history.events.length >= HISTORY_LIMIT - 1) return 'Execution history event limit exceeded';
  const state = stoppedIn === undefined ? undefined : machine.definition.States[stoppedIn];
  if (state?.Type !== 'Parallel' && state?.Type !== 'Map') return undefined;
  return `Execution stopped inside the ${state.Type} state "${stoppedIn}", and redriving single branches is not supported locally; start a new execution`;
}
