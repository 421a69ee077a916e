import { readFileSync } from 'node:fs';
import { ColumnState } from '../core/quality/column-state.ts';
import type { ProfiledData } from '../core/quality/drift/measured.ts';

/** Columns of a data set: numbers with NaN for an empty cell, or texts. */
export type Table = Readonly<Record<string, readonly (number | string)[]>>;

const NAMES = ['Sex', 'Length', 'Diameter', 'Height', 'Whole weight', 'Shucked weight', 'Viscera weight', 'Shell weight', 'Rings'] as const;
type Row = readonly (number | string)[];

/** The published file (doi 10.24432/C55C7W); it is read where it lies and never copied. */
export function readAbalone(file: string): readonly Row[] {
  return rowsOf(readFileSync(file, 'utf8'));
}

export function rowsOf(csv: string): readonly Row[] {
  const lines = csv.trim().split('\n');
  return lines.map((line) => line.split(',').map((cell, at) => (at === 0 ? cell : Number(cell))));
}

/** All rows in a new order (Fisher and Yates). Its beginning is a baseline, what follows are rows for batches: never both. */
export function shuffled<T>(rows: readonly T[], random: () => number): readonly T[] {
  const order = [...rows];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a === undefined || b === undefined) continue;
    order[last] = b;
    order[other] = a;
  }
  return order;
}

export function tableOf(rows: readonly Row[]): Table {
  return Object.fromEntries(NAMES.map((name, at) => [name, rows.map((row) => row[at] ?? Number.NaN)]));
}

/** Empties so many of all cells. */
export function withGaps(table: Table, share: number, random: () => number): Table {
  return Object.fromEntries(Object.entries(table).map(([name, cells]) => [name, cells.map((cell) => (random() < share ? Number.NaN : cell))]));
}

/** What profileCsv makes of a CSV with these cells. */
export function profileOf(table: Table): ProfiledData {
  const columns = Object.entries(table).map(([name, cells]) => {
    const state = new ColumnState();
    for (const cell of cells) {
      if (typeof cell === 'string') state.texts.addText(cell, 1);
      else if (Number.isNaN(cell)) state.missing += 1;
      else state.numbers.add(cell);
    }
    return state.profile(name);
  });
  return { rows: Object.values(table)[0]?.length ?? 0, columns };
}

export type Scenario = { readonly name: string; readonly draw: (rows: readonly Row[], count: number, random: () => number) => Table };

const map =
  (column: string, change: (value: number) => number): Scenario['draw'] =>
  (rows, count) => {
    const table = tableOf(rows.slice(0, count));
    return { ...table, [column]: (table[column] ?? []).map((cell) => (typeof cell === 'number' ? change(cell) : cell)) };
  };

const swap =
  (one: string, other: string): Scenario['draw'] =>
  (rows, count) => {
    const table = tableOf(rows.slice(0, count));
    return { ...table, [one]: table[other] ?? [], [other]: table[one] ?? [] };
  };

/** So many of the rows are infants, drawn from those that are not in the baseline. */
const infants =
  (share: number): Scenario['draw'] =>
  (rows, count) => {
    const young = rows.filter(([sex]) => sex === 'I').slice(0, Math.round(count * share));
    const others = rows.filter(([sex]) => sex !== 'I').slice(0, count - young.length);
    return tableOf([...young, ...others]);
  };

const missing =
  (column: string, share: number): Scenario['draw'] =>
  (rows, count, random) =>
    map(column, (value) => (random() < share ? Number.NaN : value))(rows, count, random);

export const SAME: Scenario = { name: 'the same', draw: (rows, count) => tableOf(rows.slice(0, count)) };

export const DRIFTS: readonly Scenario[] = [
  { name: 'infants 32 % to 55 %', draw: infants(0.55) },
  ...['Length', 'Diameter', 'Height', 'Whole weight', 'Shucked weight', 'Viscera weight', 'Shell weight'].map((column) => ({
    name: `${column} +10 %`,
    draw: map(column, (value) => value * 1.1),
  })),
  { name: 'Length missing in 5 %', draw: missing('Length', 0.05) },
  { name: 'Length and Diameter swapped', draw: swap('Length', 'Diameter') },
  { name: 'Shucked and Viscera weight swapped', draw: swap('Shucked weight', 'Viscera weight') },
  { name: 'Length in mm', draw: map('Length', (value) => value * 200) },
  { name: 'Whole weight in ounces', draw: map('Whole weight', (value) => value / 28.35) },
];
