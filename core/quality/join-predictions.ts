import { Buffer } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import { CleanCopy, mostOf, writeCell } from './clean-copy.ts';
import type { ColumnProfile } from './column-profile.ts';
import { ColumnState } from './column-state.ts';
import { layoutOf, widthsOf } from './header.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { openCsv, scanned } from './opened-csv.ts';
import type { Contract, Source } from './prepared.ts';
import type { RowBatch } from './row-batch.ts';
import { readSourceLines } from './source-lines.ts';
import { viewOf } from './text-bytes.ts';
import { textLines } from './text-lines.ts';

const ROWS_AT_ONCE = 256;

export interface Joined {
  readonly rows: number;
  readonly sha256: string;
  /** Predictions that are neither a finite number nor a text. */
  readonly unusable: number;
  readonly profile: ColumnProfile;
}

/**
 * Writes the rows that were scored as they stand in their file, each with its prediction and the line it begins on. There must be as many predictions as `lines` names rows.
 * Holds the rows of one piece of the file, however large that is.
 */
export async function joinPredictions(
  source: Source,
  contract: Contract,
  answered: { readonly lines: Readable; readonly predictions: Readable },
  sink: Writable,
): Promise<Joined> {
  const opened = await openCsv(source, { ...DEFAULT_LIMITS, ...contract.limits }, widthsOf(contract));
  const { header, names } = layoutOf(source.name, opened.first, contract);
  const result = new ResultCopy(sink, names);
  const wanted = readSourceLines(answered.lines);
  const predictions = textLines(answered.predictions);
  let next = await wanted.next();
  const read: Row[] = [];
  const shape = { columns: names.length, header, batchRows: ROWS_AT_ONCE };
  for await (const _ of scanned(opened, shape, (batch) => read.push(...rowsOf(batch)))) {
    for (const row of read.splice(0)) {
      if (row.line !== next.value) continue;
      result.add(row, (await predictions.next()).value ?? '');
      next = await wanted.next();
    }
    await result.drain();
  }
  return result.end();
}

type Row = { readonly line: number; readonly cells: Buffer };

/** The cells must be copied: a batch is valid only while it is being consumed. */
function rowsOf(batch: RowBatch): readonly Row[] {
  return Array.from({ length: batch.rows }, (_, row) => ({ line: batch.lines[row] ?? 0, cells: cellsOf(batch, row) }));
}

function cellsOf({ bytes, starts, ends, columns, widths }: RowBatch, row: number): Buffer {
  if (widths[row] !== columns) return Buffer.alloc(0);
  const cells = Array.from({ length: columns }, (_, column) => ({ bytes, start: starts[row * columns + column] ?? 0, end: ends[row * columns + column] ?? 0 }));
  const page = Buffer.allocUnsafe(cells.reduce((sum, { start, end }) => sum + mostOf(start, end), 0));
  let filled = 0;
  for (const cell of cells) {
    filled = writeCell(page, filled, cell);
    page[filled] = 44;
    filled += 1;
  }
  return page.subarray(0, filled);
}

/** The result as it is written, and what the predictions are like. */
class ResultCopy {
  readonly #copy: CleanCopy;
  readonly #state = new ColumnState();
  #rows = 0;
  #unusable = 0;

  constructor(sink: Writable, names: readonly string[]) {
    this.#copy = new CleanCopy(sink);
    this.#copy.header([...names, unlike(names, 'prediction'), unlike(names, 'line')]);
  }

  add({ line, cells }: Row, prediction: string): void {
    const bytes = Buffer.from(unquoted(prediction));
    this.#copy.cells(cells);
    this.#copy.cell(bytes, 0, bytes.length, false);
    this.#copy.cells(Buffer.from(`${line}\n`));
    this.#rows += 1;
    this.#measure(bytes);
  }

  drain(): Promise<void> {
    return this.#copy.drain();
  }

  async end(): Promise<Joined> {
    const sha256 = await this.#copy.end();
    return { rows: this.#rows, sha256, unusable: this.#unusable, profile: this.#state.profile('prediction') };
  }

  #measure(bytes: Buffer): void {
    const text = bytes.toString().trim();
    const value = Number(text);
    if (text === '' || /^[-+]?(?:nan|inf(?:inity)?)$/i.test(text)) {
      this.#unusable += 1;
      this.#state.missing += 1;
    } else if (Number.isFinite(value)) this.#state.numbers.add(value);
    else this.#state.texts.add(viewOf(bytes), 0, bytes.length);
  }
}

/** A column of the file may bear the name already. */
function unlike(names: readonly string[], name: string): string {
  return names.includes(name) ? unlike(names, `${name}_`) : name;
}

/** A line that is one quoted cell is that cell. */
function unquoted(line: string): string {
  const cell = /^"(?<inside>(?:[^"]|"")*)"$/.exec(line)?.groups?.['inside'];
  return cell === undefined ? line : cell.replaceAll('""', '"');
}
