import type { ExecutionEnded } from '../events/execution-ended.ts';
import { parseScoringName } from './batch-name.ts';
import { classifyFailure } from './classify-failure.ts';
import { endBrokenScoring } from './end-broken-scoring.ts';
import { type End, endRun } from './end-run.ts';
import type { Jobs, Services, Transforms } from './ports.ts';
import { findRun } from './read-record.ts';
import type { RunRecord } from './records.ts';
import { parseRunName } from './run-name.ts';
import { sendMails } from './send-mails.ts';
import { lastLogLines, stopTraining } from './stop-training.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'> & {
  readonly jobs: Pick<Jobs, 'stop' | 'logTail'>;
  readonly transforms: Pick<Transforms, 'stop' | 'discardModel' | 'logTail'>;
};
type Execution = Awaited<ReturnType<Services['executions']['describe']>>;

const WHO = 'onExecutionEnded';

/** The run or the scoring whose execution it was. */
export type LookedAfter = { readonly run?: string; readonly batch?: string; readonly outcome?: string };

/**
 * Aborts, time limits and runtime errors of an execution run no Catch: this ends the run or the scoring that no state could end, and sends its mails.
 * A run that has ended already keeps its outcome, but no job: whoever ended it may have died before he could stop it.
 */
export async function onExecutionEnded({ detail }: ExecutionEnded, services: Needed): Promise<LookedAfter> {
  const execution = await services.executions.describe(detail.executionArn);
  const scoring = parseScoringName(execution.name);
  return scoring ? endBrokenScoring(scoring, execution, services) : endBrokenRun(execution, services);
}

async function endBrokenRun(execution: Execution, services: Needed): Promise<LookedAfter> {
  const run = await runOf(execution, services);
  if (!run) return { run: execution.name };
  if (run.status === 'Ended') {
    await stopTraining(run, services);
    return { run: run.run };
  }
  const { outcome } = await endRun(run, await endOf(execution, run, services), services);
  await stopTraining(run, services);
  await sendMails(run.run, services);
  return { run: run.run, outcome };
}

/** The run whose execution is over without success; undefined for an execution that belongs to no run. */
async function runOf({ name, status }: Execution, services: Needed): Promise<RunRecord | undefined> {
  const project = parseRunName(name)?.project;
  if (project === undefined || !['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status)) return undefined;
  return findRun({ project, run: name }, services);
}

async function endOf({ status, error, cause }: Execution, run: RunRecord, services: Needed): Promise<End> {
  if (status === 'ABORTED') return { outcome: 'Cancelled', verdict: aborted(cause), who: WHO };
  const caught =
    status === 'TIMED_OUT'
      ? { Error: 'ExecutionTimedOut', Cause: 'the execution reached its time limit in Step Functions' }
      : { Error: error ?? 'States.Runtime', Cause: cause ?? '' };
  return { outcome: 'Failed', failure: classifyFailure(caught, await lastLogLines(run, services)), who: WHO };
}

function aborted(cause: string | undefined) {
  return {
    outcome: 'Cancelled' as const,
    reason: 'The run was aborted in Step Functions.',
    details: cause ? [`Given cause: ${cause}`] : [],
    nextStep: 'Upload the file again when you want it trained.',
  };
}
