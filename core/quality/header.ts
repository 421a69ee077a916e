import type { Column } from '../project.ts';
import { DatasetUnreadableError } from './errors.ts';
import type { Contract } from './prepared.ts';

export interface Layout {
  readonly header: boolean;
  /** Of each contract column, its place in the file. */
  readonly order: readonly number[];
  /** Of all columns of the file, in its order: the header's names, else the contract's. */
  readonly names: readonly string[];
  /** Those that the contract does not know. */
  readonly extra: readonly string[];
  /** The column that the contract drops stands in the file. */
  readonly dropped: boolean;
}

type Expected = Pick<Contract, 'columns' | 'header' | 'dropped' | 'extrasPass'>;

/** How many columns a file without extra ones may have. */
export function widthsOf({ columns, dropped }: Pick<Contract, 'columns' | 'dropped'>): readonly number[] {
  return dropped === undefined ? [columns.length] : [columns.length, columns.length + 1];
}

/**
 * Says whether the first record names the columns, and where each column stands. A header is recognised by names also where `none` is declared:
 * it is never trained on, and `header` tells of it. A first record of nothing but text above numeric columns is a header with other names.
 */
export function layoutOf(source: string, first: readonly string[], expected: Expected): Layout {
  const { columns, header } = expected;
  const names = first.map((cell) => cell.trim());
  const known = columns.filter(({ name }) => names.includes(name)).length;
  if (known * 2 >= columns.length || (header !== 'none' && known > 0 && !holdsNumbers(names)) || header === 'present')
    return byName(source, names, expected, known);
  if (header === 'auto' && columns.some(isNumeric) && names.length > 1 && !holdsNumbers(names) && names.every((name) => name !== ''))
    return byName(source, names, expected, known);
  return byPlace(names.length, expected);
}

/** Of the file's columns, those that the contract does not read. */
export function leftOver(names: readonly string[], { columns, dropped }: Pick<Contract, 'columns' | 'dropped'>): Pick<Layout, 'extra' | 'dropped'> {
  const extra = names.filter((name) => name !== dropped?.name && !columns.some((column) => column.name === name));
  return { extra, dropped: dropped !== undefined && names.includes(dropped.name) };
}

function byPlace(width: number, { columns, dropped }: Expected): Layout {
  const names = columns.map(({ name }) => name);
  if (dropped === undefined || width !== columns.length + 1) return { header: false, order: columns.map((_, at) => at), names, extra: [], dropped: false };
  const order = columns.map((_, at) => (at < dropped.place ? at : at + 1));
  return { header: false, order, names: names.toSpliced(dropped.place, 0, dropped.name), extra: [], dropped: true };
}

function byName(source: string, names: readonly string[], expected: Expected, known: number): Layout {
  const { columns, extrasPass = false } = expected;
  if (known === 0 && holdsNumbers(names)) {
    throw new DatasetUnreadableError({
      source,
      line: 1,
      reason: 'there is no header: the first line already holds data',
      nextStep: `add a first line that names the columns (${list(columns.map(({ name }) => name))}), or declare header: none`,
    });
  }
  if (known === 0) {
    const nextStep = `name the columns as project.yml does (${list(columns.map(({ name }) => name))}), or take the line out`;
    throw new DatasetUnreadableError({ source, line: 1, reason: 'the first line is a header that names none of the columns', nextStep });
  }
  const missing = columns.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  const { extra, dropped } = leftOver(names, expected);
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const reason = [problem('lacks', missing), problem('has besides', extrasPass ? [] : extra), problem('names twice', twice)]
    .filter((part) => part !== '')
    .join(' and ');
  if (reason === '') {
    const order = columns.map(({ name }) => names.indexOf(name));
    return { header: true, order, names, extra, dropped };
  }
  const nextStep =
    missing.length > 0 && extra.length > 0
      ? 'rename the columns in the file, or change the columns in project.yml'
      : missing.length > 0
        ? 'add the missing column to the file'
        : 'remove the column from the file, or add it to project.yml';
  throw new DatasetUnreadableError({ source, line: 1, reason: `the header ${reason}`, nextStep });
}

function problem(verb: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${verb} ${list(names)}`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `"${name.slice(0, 128)}"`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function isNumeric({ type }: Column): boolean {
  return type === 'number' || type === 'integer';
}

function holdsNumbers(cells: readonly string[]): boolean {
  return cells.some((cell) => cell !== '' && !Number.isNaN(Number(cell)));
}
