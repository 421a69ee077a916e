import { isAscii } from 'node:buffer';
import * as z from 'zod/mini';
import { Automaton, linesIn, RECORD_START, STATES } from './automaton.ts';

const Track = z.object({
  /** In which state the range ends. */
  exit: z.number(),
  /** The first record that begins in the range: bytes and physical lines from the range's beginning, and whether a carriage return comes just before. */
  record: z.optional(z.object({ at: z.number(), lines: z.number(), afterCarriageReturn: z.boolean() })),
});

/** What a range of a file is worth, told before anyone knows in which state it begins: one track per state of core/quality/ranges/automaton.ts. */
export const Scouted = z.object({
  from: z.number(),
  bytes: z.number(),
  lines: z.number(),
  beginsWithLineFeed: z.boolean(),
  endsWithCarriageReturn: z.boolean(),
  tracks: z.array(Track),
  /** The first bytes, and up to four from the first beyond ASCII on: together with the next range's they may decide the encoding. Empty where all is ASCII. */
  head: z.array(z.number()),
  beyondAscii: z.array(z.number()),
});
export type Scouted = z.infer<typeof Scouted>;

const FEW = 4;

/** Reads a range once. `from`: its first byte in the file. Holds no rows, and depends on nothing that comes before it. */
export async function scoutRange(
  pieces: AsyncIterable<Uint8Array>,
  { from, delimiter }: { readonly from: number; readonly delimiter: string },
): Promise<Scouted> {
  const scout = new Scout(new Automaton(delimiter.charCodeAt(0)));
  for await (const piece of pieces) scout.take(piece);
  return scout.result(from);
}

class Scout {
  readonly #automaton: Automaton;
  readonly #tracks: z.infer<typeof Track>[] = STATES.map((state) =>
    state === RECORD_START ? { exit: state, record: { at: 0, lines: 0, afterCarriageReturn: false } } : { exit: state },
  );
  readonly #head: number[] = [];
  readonly #beyondAscii: number[] = [];
  #bytes = 0;
  #lines = 0;
  #last = 0;

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
  }

  take(piece: Uint8Array): void {
    if (piece.length === 0) return;
    const splitLineEnd = this.#last === 13 && piece[0] === 10 ? 1 : 0;
    this.#walk(piece, this.#lines - splitLineEnd);
    this.#look(piece);
    this.#lines += linesIn(piece) - splitLineEnd;
    this.#bytes += piece.length;
    this.#last = piece[piece.length - 1] ?? 0;
  }

  result(from: number): Scouted {
    return {
      from,
      bytes: this.#bytes,
      lines: this.#lines,
      beginsWithLineFeed: this.#head[0] === 10,
      endsWithCarriageReturn: this.#last === 13,
      tracks: this.#tracks.map(({ exit, record }) => (record === undefined || record.at === this.#bytes ? { exit } : { exit, record })),
      head: this.#head,
      beyondAscii: this.#beyondAscii,
    };
  }

  /** States soon run together: each is walked once. */
  #walk(piece: Uint8Array, linesBefore: number): void {
    const walks = new Map([...new Set(this.#tracks.map(({ exit }) => exit))].map((state) => [state, this.#automaton.walk(piece, state)]));
    for (const track of this.#tracks) {
      const { exit, record } = walks.get(track.exit) ?? { exit: track.exit, record: -1 };
      track.exit = exit;
      if (track.record !== undefined || record === -1) continue;
      const lines = linesBefore + linesIn(piece.subarray(0, record));
      track.record = { at: this.#bytes + record, lines, afterCarriageReturn: piece[record - 1] === 13 };
    }
  }

  #look(piece: Uint8Array): void {
    for (let at = 0; this.#head.length < FEW && at < piece.length; at += 1) this.#head.push(piece[at] ?? 0);
    if (this.#beyondAscii.length === FEW || (this.#beyondAscii.length === 0 && isAscii(piece))) return;
    const first = this.#beyondAscii.length > 0 ? 0 : piece.findIndex((byte) => byte >= 0x80);
    this.#beyondAscii.push(...piece.subarray(first, first + FEW - this.#beyondAscii.length));
  }
}
