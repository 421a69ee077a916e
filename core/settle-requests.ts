import { fence } from './advance-run.ts';
import { RunNotActiveError } from './errors.ts';
import type { Services, Write } from './ports.ts';
import { keys, type RequestRecord, type RunRecord } from './records.ts';
import { putWaiting, readRequests } from './requests.ts';

type Needed = Pick<Services, 'records' | 'clock'>;

/** Each needs two writes at most. Beside these, the last transaction of a run holds its outcome and a mail for each of up to twenty owners. */
const SETTLED_WITH_OUTCOME = 30;
const SETTLED_A_CHUNK = 45;

/** `writes` belong into the transaction of the outcome; what does not fit there is written before. `retryAt` is when requests that went back are due. */
export type Settled = { readonly writes: readonly Write[]; readonly retryAt?: string };

/** Closes the run's requests; puts those back to wait that were tried less often than `attempts`. */
export async function settleRequests(run: RunRecord, attempts: number, services: Needed): Promise<Settled> {
  const mine = await stillMine(run, services);
  const settled: Settled[] = mine.map((request) => (request.attempt < attempts ? putBack(request, services.clock.now()) : { writes: [close(request)] }));
  const retryAt = settled.find((each) => each.retryAt)?.retryAt;
  while (settled.length > SETTLED_WITH_OUTCOME) await writeBefore(run, settled.splice(0, SETTLED_A_CHUNK), services);
  return { writes: settled.flatMap(({ writes }) => writes), ...(retryAt && { retryAt }) };
}

/** An earlier try to end the run may have put some back already. */
async function stillMine(run: RunRecord, services: Needed): Promise<readonly RequestRecord[]> {
  const requests = await readRequests(run, services);
  return requests.filter((request) => request.status === 'claimed' && request.run === run.run);
}

/** Due again after four minutes, then sixteen, then about an hour: long enough for an outage to end. */
function putBack(request: RequestRecord, now: Date): Settled {
  const retryAt = new Date(now.getTime() + 60_000 * 4 ** request.attempt).toISOString();
  const { run: _, ...rest } = request;
  const again: RequestRecord = { ...rest, status: 'waiting', attempt: request.attempt + 1, notBefore: retryAt };
  return { writes: [{ put: keys.request(request.project, request.id), item: again }, putWaiting(again)], retryAt };
}

function close({ project, id }: RequestRecord): Write {
  return { update: keys.request(project, id), set: { status: 'done' } };
}

async function writeBefore(run: RunRecord, chunk: readonly Settled[], { records }: Needed): Promise<void> {
  const written = await records.write(fence(run), ...chunk.flatMap(({ writes }) => writes));
  if (!written.done) throw new RunNotActiveError(run.run);
}
