import { Buffer } from 'node:buffer';
import { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { DatasetUnreadableError } from '../../../core/quality/errors.ts';
import { prepareCsv } from '../../../core/quality/prepare.ts';
import type { Contract, Prepared, Source } from '../../../core/quality/prepared.ts';

export const COLUMNS: Contract['columns'] = [
  { name: 'sex', type: 'category', values: ['M', 'F', 'I'] },
  { name: 'length', type: 'number' },
  { name: 'note', type: 'text', optional: true },
  { name: 'rings', type: 'integer' },
];
export const CONTRACT: Contract = { columns: COLUMNS, target: 'rings', header: 'auto' };

/** Bytes as a stream that breaks after each of these lengths, over and over. */
export function source(
  content: string | Uint8Array,
  { name = 'shells.csv', chunks = [65_536] }: { readonly name?: string; readonly chunks?: readonly number[] } = {},
): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, open: async () => Readable.from(broken(bytes, chunks)) };
}

function* broken(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    yield bytes.subarray(from, from + length);
    from += length;
  }
}

/** A sink that is slower than any reader and remembers what it was given. */
export function slowSink(): { readonly sink: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    highWaterMark: 1024,
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      setImmediate().then(() => done());
    },
  });
  return { sink, text: () => Buffer.concat(chunks).toString() };
}

export async function prepare(
  sources: Source | readonly Source[],
  contract: Partial<Contract> = {},
): Promise<{ readonly prepared: Prepared; readonly clean: string }> {
  const { sink, text } = slowSink();
  const prepared = await prepareCsv('open' in sources ? [sources] : sources, { ...CONTRACT, ...contract }, sink);
  return { prepared, clean: text() };
}

/** The reason that makes a whole file unreadable. */
export async function refusal(content: string | Uint8Array, contract: Partial<Contract> = {}): Promise<DatasetUnreadableError> {
  const { sink } = slowSink();
  try {
    await prepareCsv([source(content)], { ...CONTRACT, ...contract }, sink);
  } catch (error) {
    if (error instanceof DatasetUnreadableError) return error;
    throw error;
  }
  throw new Error('the file was read to its end');
}
