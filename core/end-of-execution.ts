import { classifyFailure } from './classify-failure.ts';
import type { Executions } from './ports.ts';
import type { Failure, Verdict } from './records.ts';

type Execution = Awaited<ReturnType<Executions['describe']>>;
/** What the execution was for, and what an upload is made for. */
type Worked = { readonly on: 'run' | 'scoring'; readonly to: 'trained' | 'scored' };
type EndOfExecution = { readonly outcome: 'Cancelled'; readonly verdict: Verdict } | { readonly outcome: 'Failed'; readonly failure: Failure };

/** Whether an execution is over and cannot have recorded it: aborts, time limits and runtime errors run no Catch. */
export const isBroken = ({ status }: Execution): boolean => ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status);

/** What such an execution is for the run or the scoring that it was for: a person's decision, or a technical failure with the last lines of its job. */
export async function endOfExecution(
  { status, error, cause }: Execution,
  worked: Worked,
  lastLines: () => Promise<readonly string[]>,
): Promise<EndOfExecution> {
  if (status === 'ABORTED') return { outcome: 'Cancelled', verdict: aborted(worked, cause) };
  const caught =
    status === 'TIMED_OUT'
      ? { Error: 'ExecutionTimedOut', Cause: 'the execution reached its time limit in Step Functions' }
      : { Error: error ?? 'States.Runtime', Cause: cause ?? '' };
  return { outcome: 'Failed', failure: classifyFailure(caught, await lastLines()) };
}

function aborted({ on, to }: Worked, cause: string | undefined): Verdict {
  return {
    outcome: 'Cancelled',
    reason: `The ${on} was aborted in Step Functions.`,
    details: cause ? [`Given cause: ${cause}`] : [],
    nextStep: `Upload the file again when you want it ${to}.`,
  };
}
