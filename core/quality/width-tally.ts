import { DatasetUnreadableError } from './errors.ts';

const MOST_WIDTHS = 64;

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

  refuse(source: string, rows: number): void {
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
