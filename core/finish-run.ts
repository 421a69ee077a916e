import { verdictOf } from './cancellation.ts';
import { type Ended, endRun } from './end-run.ts';
import { RunUndecidedError } from './errors.ts';
import type { Services } from './ports.ts';
import { type RunIdentity, readRun } from './read-record.ts';
import { scoreBatches } from './score-batches.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'scorings' | 'clock' | 'ids'>;

/** The end of every run that came to a judgement: registered, rejected, refused, skipped or cancelled. A model that was registered scores the batches that wait, and the newest one again. */
export async function finishRun(identity: RunIdentity, services: Needed): Promise<Ended> {
  const run = await readRun(identity, services);
  const outcome = run.modelPackage ? 'Succeeded' : verdictOf(run)?.outcome;
  if (outcome === undefined || outcome === 'Failed') throw new RunUndecidedError(run.run);
  const ended = await endRun(identity, { outcome, who: 'finishRun' }, services);
  if (outcome === 'Succeeded') await scoreBatches(run.project, services);
  return ended;
}
