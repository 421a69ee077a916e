import type { FailedStep } from '../events/run-step.ts';
import { classifyFailure } from './classify-failure.ts';
import { type Ended, endRun } from './end-run.ts';
import type { Jobs, Services } from './ports.ts';
import { readRun } from './read-record.ts';
import { settleRegistration } from './settle-registration.ts';
import { lastLogLines, stopTraining } from './stop-training.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'registry'> & { readonly jobs: Pick<Jobs, 'stop' | 'logTail'> };

/** The end of a run in which something technical went wrong: classified, with the last log lines. A job that still runs is stopped once the outcome is safe. */
export async function failRun({ error, ...identity }: FailedStep, groupPrefix: string, services: Needed): Promise<Ended> {
  await settleRegistration(identity, groupPrefix, services);
  const run = await readRun(identity, services);
  const failure = classifyFailure(error, await lastLogLines(run, services));
  const ended = await endRun(identity, { outcome: 'Failed', failure, who: 'failRun' }, services);
  await stopTraining(identity, services);
  return ended;
}
