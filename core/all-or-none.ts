import type { PassThrough } from 'node:stream';

/** Several streams between who writes them and who reads them: whichever side fails first ends all others, and its error is the one that counts. */
export async function allOrNone<Answer>(streams: readonly PassThrough[], writing: Promise<Answer>, ...readings: readonly Promise<unknown>[]): Promise<Answer> {
  const failures: unknown[] = [];
  const endAll = (error: unknown) => {
    failures.push(error);
    for (const stream of streams) stream.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  // A side that has not come to its stream yet hears of the end by its promise; an error event without a listener would end the process.
  for (const stream of streams) stream.on('error', () => {});
  for (const side of [writing, ...readings]) side.catch(endAll);
  const [written] = await Promise.allSettled([writing, ...readings]);
  if (failures.length === 0 && written?.status === 'fulfilled') return written.value;
  throw failures[0];
}
