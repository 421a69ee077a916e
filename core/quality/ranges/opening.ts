import type { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { fileTooLarge } from '../errors.ts';
import { layoutOf, widthsOf } from '../header.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { openCsv } from '../opened-csv.ts';
import type { Contract } from '../prepared.ts';
import { namesOf, type ProfileOptions } from '../profile.ts';

/** One version of a file that can be read from any byte on. `read` answers the bytes from `from` to before `to`. */
export interface RangedSource {
  readonly name: string;
  readonly bytes: number;
  readonly read: (from: number, to: number) => Promise<Readable>;
}

/** What the head of a file decides for all of its ranges. Holds names, never the values of a row. */
export const Opening = z.object({
  source: z.string(),
  bytes: z.number(),
  /** Bytes of the byte order mark: ranges begin behind it. */
  mark: z.number(),
  /** False where characters have two bytes (UTF-16): such a file is read in one pass, by prepareCsv or profileCsv. */
  splittable: z.boolean(),
  /** Where a mark told it; otherwise the first character beyond ASCII will, wherever it is. */
  encoding: z.optional(z.literal('utf-8')),
  delimiter: z.string(),
  header: z.boolean(),
  firstRecord: z.number(),
  /** Of the file's columns, in its order. */
  names: z.array(z.string()),
  /** Of each column of the contract, or of the file without one, its place in the file. */
  order: z.array(z.number()),
});
export type Opening = z.infer<typeof Opening>;

/** Reads the head of a file (a megabyte and a little). Throws DatasetUnreadableError where already the head says that the file cannot be read. */
export async function openingOf(source: RangedSource, rules: Contract | ProfileOptions = {}): Promise<Opening> {
  const limits = { ...DEFAULT_LIMITS, ...rules.limits };
  if (source.bytes > limits.totalBytes) throw fileTooLarge(source.name, limits.totalBytes);
  const contract = 'columns' in rules ? rules : undefined;
  const opened = await openCsv({ name: source.name, open: () => source.read(0, source.bytes) }, limits, contract && widthsOf(contract));
  await opened.pieces.return();
  const { mark, encoding } = opened.reader.decoder;
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  return {
    source: source.name,
    bytes: source.bytes,
    mark,
    splittable: !wide,
    ...(mark > 0 && !wide ? { encoding: 'utf-8' as const } : {}),
    delimiter: opened.delimiter,
    firstRecord: mark + afterBlankLines(opened.beginning.bytes),
    ...(contract === undefined ? layoutWithoutProject(opened.first, rules.header) : layoutByContract(source.name, opened.first, contract)),
  };
}

/** Ranges of about so many bytes each, without gaps. They may begin anywhere, inside a quote or a character. */
export function rangesOf({ mark, bytes }: Opening, about: number): readonly { readonly from: number; readonly to: number }[] {
  const count = Math.max(1, Math.round((bytes - mark) / about));
  const cut = (at: number) => mark + Math.floor(((bytes - mark) / count) * at);
  return Array.from({ length: count }, (_, at) => ({ from: cut(at), to: at === count - 1 ? bytes : cut(at + 1) }));
}

function layoutByContract(source: string, first: readonly string[], contract: Contract): Pick<Opening, 'header' | 'names' | 'order'> {
  const { header, order, names } = layoutOf(source, first, contract);
  return { header, names: [...names], order: [...order] };
}

function layoutWithoutProject(first: readonly string[], header: ProfileOptions['header']): Pick<Opening, 'header' | 'names' | 'order'> {
  const named = namesOf(first, header);
  return { header: named.header, names: [...named.names], order: first.map((_, at) => at) };
}

/** Lines of nothing but spaces and tabs are no records. */
function afterBlankLines(bytes: Uint8Array): number {
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 10 || byte === 13) start = at + 1;
    else if (byte !== 32 && byte !== 9) return start;
  }
  return bytes.length;
}
