import type { Services } from './ports.ts';
import type { BatchRecord } from './records.ts';

/** The address of the quality report of a batch that was scored; undefined while none is made. */
export async function keepReport(_record: BatchRecord, _services: Pick<Services, 'artifacts'>): Promise<string | undefined> {
  return undefined;
}
