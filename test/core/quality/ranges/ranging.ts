import { Readable } from 'node:stream';
import type { Contract } from '../../../../core/quality/prepared.ts';
import type { ProfileOptions } from '../../../../core/quality/profile.ts';
import { composeRanges, type Span } from '../../../../core/quality/ranges/compose-ranges.ts';
import { type Opening, openingOf, type RangedSource } from '../../../../core/quality/ranges/opening.ts';
import { scoutRange } from '../../../../core/quality/ranges/scout-range.ts';

/** Bytes that can be read from anywhere, in pieces of this length. */
export function ranged(bytes: Uint8Array, { name = 'shells.csv', piece = 65_536 }: { readonly name?: string; readonly piece?: number } = {}): RangedSource {
  const read = async (from: number, to: number) => Readable.from(pieces(bytes.subarray(from, to), piece));
  return { name, bytes: bytes.length, read };
}

function* pieces(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

/** The spans of a file that is cut at these shares of its length. All that passes from one process to another goes through JSON on the way. */
export async function spansOf(
  source: RangedSource,
  shares: readonly number[],
  rules: Contract | ProfileOptions = {},
): Promise<{ readonly opening: Opening; readonly spans: readonly Span[] }> {
  const opening = await openingOf(source, rules);
  const length = source.bytes - opening.mark;
  const cuts = [0, ...shares.map((share) => Math.floor(share * length)), length].sort((a, b) => a - b).map((at) => opening.mark + at);
  const scouted = await Promise.all(
    cuts.slice(1).map(async (to, at) => {
      const from = cuts[at] ?? 0;
      return scoutRange(await source.read(from, to), { from, delimiter: opening.delimiter });
    }),
  );
  return throughJson({ opening, spans: composeRanges(throughJson(opening), throughJson(scouted)) });
}

export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
