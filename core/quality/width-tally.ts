import * as z from 'zod/mini';
import { DatasetUnreadableError } from './errors.ts';

const MOST_WIDTHS = 64;

/** How many rows had another width, and which widths how often. */
export const SavedWidths = z.object({ wrong: z.number(), seen: z.array(z.tuple([z.number(), z.number()])) });
export type SavedWidths = z.infer<typeof SavedWidths>;

/** Counts rows of another width than the contract's: where that is most of a file, the file has other columns. */
export class WidthTally {
  readonly #expected: number;
  readonly #seen = new Map<number, number>();
  #wrong = 0;

  constructor(expected: number) {
    this.#expected = expected;
  }

  add(width: number): void {
    if (width === this.#expected) return;
    this.#wrong += 1;
    if (this.#seen.has(width) || this.#seen.size < MOST_WIDTHS) this.#seen.set(width, (this.#seen.get(width) ?? 0) + 1);
  }

  merge({ wrong, seen }: SavedWidths): void {
    this.#wrong += wrong;
    for (const [width, rows] of seen) if (this.#seen.has(width) || this.#seen.size < MOST_WIDTHS) this.#seen.set(width, (this.#seen.get(width) ?? 0) + rows);
  }

  saved(): SavedWidths {
    return { wrong: this.#wrong, seen: [...this.#seen] };
  }

  /** A file without rows, or with most of them of another width, is none of the project's. */
  refuse(source: string, rows: number): void {
    if (rows === 0) throw new DatasetUnreadableError({ source, reason: 'the file holds no data rows', nextStep: 'upload a file with rows below its header' });
    if (this.#wrong * 2 <= rows) return;
    const [usual, often] = [...this.#seen].reduce((most, pair) => (pair[1] > most[1] ? pair : most), [0, 0]);
    const lacks = usual < this.#expected ? 'a column is missing' : 'there is a column too many';
    throw new DatasetUnreadableError({
      source,
      reason: `${often} of ${rows} rows have ${usual} ${usual === 1 ? 'value' : 'values'} where the project has ${this.#expected} columns`,
      nextStep: `${lacks}, or the delimiter is not one of comma, semicolon, tab and bar: write the columns of project.yml, or add a header that names them`,
    });
  }
}
