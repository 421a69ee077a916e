import type { ColumnProfile } from './column-profile.ts';
import { ColumnState } from './column-state.ts';
import { type Constraints, constraintsOf } from './constraints.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { mayBeginNumber, parseNumber } from './number-parsing.ts';
import { openCsv, readOf, scanned } from './opened-csv.ts';
import type { ReadSource, SetAside, Source } from './prepared.ts';
import { isBlank } from './quoting.ts';
import { MALFORMED, REASONS, WRONG_WIDTH } from './reasons.ts';
import type { RowBatch } from './row-batch.ts';
import { SetAsideList } from './set-aside-list.ts';
import { type Statistics, statisticsOf } from './statistics.ts';

const ROWS_AT_ONCE = 512;
const CELLS_AT_ONCE = 65_536;

export interface ProfileOptions {
  readonly header?: 'none' | 'present' | 'auto';
  readonly limits?: Partial<Limits>;
}

export interface Profiled {
  readonly source: ReadSource;
  readonly setAside: readonly SetAside[];
  readonly setAsideReasons: Readonly<Record<string, number>>;
  readonly statistics: Statistics;
  readonly constraints: Constraints;
  readonly profile: readonly ColumnProfile[];
}

/** Profiles a file that no project describes: names, types and statistics come from the file itself. Rows of another width than the first are set aside. */
export async function profileCsv(source: Source, { header = 'auto', limits }: ProfileOptions = {}): Promise<Profiled> {
  const opened = await openCsv(source, { ...DEFAULT_LIMITS, ...limits });
  const named = header === 'present' || (header === 'auto' && readsAsHeader(opened.first));
  const rows = new RowProfiler(source.name, opened.first.length, opened.limits);
  const columns = Math.max(1, opened.first.length);
  const shape = { columns, header: named, batchRows: Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(CELLS_AT_ONCE / columns))) };
  for await (const _ of scanned(opened, shape, (batch) => rows.take(batch)));
  const profile = rows.states.map((state, at) => state.profile(named ? (opened.first[at] ?? '').trim() : `column_${at + 1}`));
  const read = { ...readOf(opened, named), rows: rows.rows, badRows: rows.badRows };
  const good = rows.rows - rows.badRows;
  const { listed, reasons } = rows.setAside;
  return { source: read, setAside: listed, setAsideReasons: reasons, statistics: statisticsOf(profile, good), constraints: constraintsOf(profile), profile };
}

/** Names are not empty, not numbers, and no two are the same. */
function readsAsHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  return new Set(names).size === names.length && names.every((name) => name !== '' && Number.isNaN(Number(name)));
}

class RowProfiler {
  rows = 0;
  badRows = 0;
  readonly states: readonly ColumnState[];
  readonly setAside: SetAsideList;
  readonly #source: string;
  readonly #bad = new Uint8Array(ROWS_AT_ONCE);

  constructor(source: string, columns: number, { listedRows }: Limits) {
    this.#source = source;
    this.states = Array.from({ length: columns }, () => new ColumnState());
    this.setAside = new SetAsideList(listedRows);
  }

  take(batch: RowBatch): void {
    const badBefore = this.badRows;
    for (let row = 0; row < batch.rows; row += 1) {
      const verdict = batch.widths[row] !== batch.columns ? WRONG_WIDTH : batch.malformed[row] === 1 ? MALFORMED : 0;
      this.#bad[row] = verdict;
      if (verdict === 0) continue;
      this.badRows += 1;
      this.setAside.add({ source: this.#source, line: batch.lines[row] ?? 0, reason: REASONS[verdict] });
    }
    this.rows += batch.rows;
    const allGood = this.badRows === badBefore;
    this.states.forEach((state, column) => {
      const from = column * batch.stride;
      if (allGood && batch.unread[column] === 0) state.numbers.addAll(batch.values.subarray(from, from + batch.rows));
      else this.#takeColumn(batch, state, column);
    });
  }

  /** Looks at each cell of a column that holds more than plain numbers. */
  #takeColumn({ bytes, view, starts, ends, values, stride, columns, rows }: RowBatch, state: ColumnState, column: number): void {
    const { numbers, texts } = state;
    for (let row = 0, cell = column, slot = column * stride; row < rows; row += 1, cell += columns, slot += 1) {
      if (this.#bad[row] !== 0) continue;
      const start = starts[cell] ?? 0;
      const end = ends[cell] ?? 0;
      const read = values[slot] ?? 0;
      const value = Number.isNaN(read) && mayBeginNumber(bytes[start] ?? 0) ? parseNumber(bytes, start, end) : read;
      if (Number.isFinite(value)) numbers.add(value);
      else if (!Number.isNaN(value)) state.notFinite += 1;
      else if (isBlank(bytes, start, end)) state.missing += 1;
      else texts.add(view, start, end);
    }
  }
}
