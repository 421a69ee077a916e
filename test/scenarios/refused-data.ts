import { gzipSync } from 'node:zlib';
import type { ProjectDefinition } from '../../core/project.ts';
import { tinyTable } from './projects.ts';

/** A file that nothing can be trained on: what its owners must be told, in the words of the mail. */
export type RefusedData = {
  readonly fact: string;
  readonly project: string;
  readonly data?: Partial<ProjectDefinition['data']>;
  readonly body: string | Buffer;
  readonly told: readonly string[];
};

/** Stands in cells that are at fault, and so in no record, mail or log. */
export const SECRET = 'whisky-4711';

const header = 'size,colour,weight,price';
const rows = tinyTable({ header: false });
const lines = rows.trimEnd().split('\n');
type Edit = (cells: readonly string[], row: number) => readonly string[];
const edited = (edit: Edit) => `${lines.map((line, row) => edit(line.split(','), row).join(',')).join('\n')}\n`;
/** One cell replaced wherever the row is chosen. */
const replaced = (chosen: (row: number) => boolean, at: number, cell: string) => edited((cells, row) => (chosen(row) ? cells.with(at, cell) : cells));
const without =
  (at: number): Edit =>
  (cells) =>
    cells.toSpliced(at, 1);

export const refusedData: readonly RefusedData[] = [
  { fact: 'an empty file', project: 'empty', body: '', told: ['the file is empty', 'upload a file with data rows'] },
  { fact: 'only a header', project: 'only-header', body: `${header}\n`, told: ['the file holds no data rows'] },
  {
    fact: 'no header where one is expected',
    project: 'headless',
    data: { header: 'present' },
    body: rows,
    told: ['line 1: there is no header', 'add a first line that names the columns ("size", "colour", "weight", "price")'],
  },
  {
    fact: 'a missing column',
    project: 'missing',
    body: `size,colour,price\n${edited(without(2))}`,
    told: ['the header lacks "weight"', 'add the missing column'],
  },
  {
    fact: 'an extra column',
    project: 'extra',
    body: `${header},height\n${edited((cells) => [...cells, '1'])}`,
    told: ['the header has besides "height"', 'remove the column from the file, or add it to project.yml'],
  },
  {
    fact: 'a renamed column',
    project: 'renamed',
    body: `size,colour,mass,price\n${rows}`,
    told: ['the header lacks "weight" and has besides "mass"', 'rename the columns'],
  },
  {
    fact: 'a missing column and no header to say which',
    project: 'missing-headless',
    data: { header: 'none' },
    body: edited(without(2)),
    told: ['100 of 100 rows have 3 values where the project has 4 columns', 'a column is missing'],
  },
  {
    fact: 'columns swapped and no header to say so',
    project: 'swapped-headless',
    body: edited((cells) => [...cells.slice(2), ...cells.slice(0, 2)]),
    told: ['100 of 100 rows (100 %) cannot be used', 'column colour'],
  },
  {
    fact: 'text in a numeric column in 30 % of the rows',
    project: 'third-text',
    body: replaced((row) => row % 10 < 3, 2, SECRET),
    told: [
      '30 of 100 rows (30 %) cannot be used; the project takes at most 5 %',
      '30 rows: not a number (column weight; first in lines 1, 2, 3, 11, 12)',
      'correct these rows',
    ],
  },
  {
    fact: 'an unknown category in half of the rows',
    project: 'unknown-category',
    body: replaced((row) => row % 2 === 0, 1, SECRET),
    told: ['50 rows: unknown category (column colour; first in lines 1, 3, 5, 7, 9)'],
  },
  {
    fact: 'NaN, Inf and 1e400',
    project: 'not-finite',
    body: edited((cells, row) => cells.with([0, 2, 3][row % 3] ?? 0, ['NaN', '-Inf', '1e400'][row % 3] ?? '')),
    told: ['100 rows: not a finite number (columns size, weight, price; first in lines 1, 2, 3, 4, 5)'],
  },
  {
    fact: 'NUL bytes',
    project: 'nul-bytes',
    body: replaced((row) => row % 4 === 0, 2, '1\u00002'),
    told: ['25 rows: not a number (column weight; first in lines 1, 5, 9, 13, 17)'],
  },
  {
    fact: 'a quote that is never closed',
    project: 'open-quote',
    body: `${lines.slice(0, 41).join('\n')}\n1,"${SECRET},2,3\n${lines.slice(41).join('\n')}\n`,
    told: ['line 42', 'a quote that opens on this line is never closed', 'close the quote'],
  },
  {
    fact: 'a single line of 100 MB',
    project: 'one-line',
    body: Buffer.alloc(100_000_000, '1.5,red,'),
    told: ['line 1', 'this line is longer than 1048576 bytes', 'write one record on each line'],
  },
  { fact: 'a gzip named .csv', project: 'gzip', body: gzipSync(rows), told: ['byte 0: this is gzip, not CSV', 'unpack it'] },
];
