import { BaselineUnreadableError } from './errors.ts';
import type { Services } from './ports.ts';
import { readBounded } from './read-bounded.ts';

/** A profile of a thousand columns with their sketches is a few MB. */
const LARGEST = 128 * 1024 * 1024;

/** What stands at an s3:// address, parsed; undefined where nothing does. */
export async function readJson(uri: string, { artifacts }: Pick<Services, 'artifacts'>): Promise<unknown> {
  const stream = await artifacts.read(uri);
  if (stream === undefined) return undefined;
  const bytes = await readBounded(stream, LARGEST);
  if (bytes === undefined) throw new BaselineUnreadableError(uri);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new BaselineUnreadableError(uri, { cause });
  }
}
