import { type BatchesOpened, openBatches } from './open-batches.ts';
import type { Services } from './ports.ts';
import { scoreAgain } from './score-again.ts';

/** What follows where another model may reign: the newest batch is scored again, and the batches that waited for a model are opened. Asking twice changes nothing. */
export async function scoreBatches(project: string, services: Pick<Services, 'records' | 'scorings' | 'clock'>): Promise<BatchesOpened> {
  await scoreAgain(project, services);
  return openBatches(project, services);
}
