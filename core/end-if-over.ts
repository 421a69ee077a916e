import { endOfExecution, isBroken } from './end-of-execution.ts';
import { endRun } from './end-run.ts';
import type { Jobs, Services } from './ports.ts';
import { findRun } from './read-record.ts';
import type { Outcome, RunRecord } from './records.ts';
import { parseRunName } from './run-name.ts';
import { sendMails } from './send-mails.ts';
import { settleRegistration } from './settle-registration.ts';
import { lastLogLines, stopTraining, stopTrainingForGood } from './stop-training.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails' | 'registry'> & {
  readonly jobs: Pick<Jobs, 'stop' | 'describe' | 'logTail'>;
};
type Execution = Awaited<ReturnType<Services['executions']['describe']>>;

export type LookedAt = { readonly run: string; readonly outcome?: Outcome };

const WHO = 'endIfOver';

/**
 * Aborts, time limits and runtime errors of an execution run no Catch: this ends the run that no state could end, and sends its mails.
 * A run that has ended already keeps its outcome, but no job: whoever ended it may have died before he could stop it. May be called at any time, by anyone, again.
 */
export async function endIfOver(executionArn: string, groupPrefix: string, services: Needed): Promise<LookedAt> {
  const execution = await services.executions.describe(executionArn);
  const run = await runOf(execution, services);
  if (!run) return { run: execution.name };
  if (run.status === 'Ended') {
    await stopJob(execution, run, services);
    return { run: run.run };
  }
  await settleRegistration(run, groupPrefix, services);
  const end = await endOfExecution(execution, { on: 'run', to: 'trained' }, () => lastLogLines(run, services));
  const { outcome } = await endRun(run, { ...end, who: WHO }, services);
  await stopJob(execution, run, services);
  await sendMails(run.run, services);
  return { run: run.run, outcome };
}

/** An execution that failed had waited for its function; one that was ended from outside may have left it at work. */
function stopJob({ status }: Execution, run: RunRecord, services: Needed): Promise<void> {
  return status === 'FAILED' ? stopTraining(run, services) : stopTrainingForGood(run, services);
}

/** The run whose execution is over without success; undefined for an execution that belongs to no run. */
async function runOf(execution: Execution, services: Needed): Promise<RunRecord | undefined> {
  const project = parseRunName(execution.name)?.project;
  return project !== undefined && isBroken(execution) ? findRun({ project, run: execution.name }, services) : undefined;
}
