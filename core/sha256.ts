import { createHash } from 'node:crypto';

/** As `sha256sum` prints it. */
export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** Of all that a stream gives, whatever its length. */
export async function sha256OfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
