import { verdictOf } from './cancellation.ts';
import { type Ended, endRun } from './end-run.ts';
import { RunUndecidedError } from './errors.ts';
import type { Services } from './ports.ts';
import { type RunIdentity, readRun } from './read-record.ts';

/** The end of every run that came to a judgement: registered, rejected, refused, skipped or cancelled. */
export async function finishRun(identity: RunIdentity, services: Pick<Services, 'records' | 'executions' | 'clock' | 'ids'>): Promise<Ended> {
  const run = await readRun(identity, services);
  const outcome = run.modelPackage ? 'Succeeded' : verdictOf(run)?.outcome;
  if (outcome === undefined || outcome === 'Failed') throw new RunUndecidedError(run.run);
  return endRun(identity, { outcome, who: 'finishRun' }, services);
}
