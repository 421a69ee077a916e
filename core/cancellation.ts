import type { RunRecord, Verdict } from './records.ts';

/** What stands over a run: that somebody cancelled it, or else what a step has judged. */
export function verdictOf(run: Pick<RunRecord, 'cancelled' | 'verdict'>): Verdict | undefined {
  return cancellationOf(run) ?? run.verdict;
}

/** Undefined for a run that nobody wants ended. */
export function cancellationOf({ cancelled }: Pick<RunRecord, 'cancelled'>): Verdict | undefined {
  if (!cancelled) return undefined;
  return {
    outcome: 'Cancelled',
    reason: `${cancelled.who} cancelled the run.`,
    details: [`Reason given: ${cancelled.why}`],
    nextStep: 'Upload the file again, or ask for a run, when you want it trained.',
  };
}
