import type { ProjectDefinition } from '../../core/project.ts';
import { tinyTable } from './projects.ts';

/** A file that reads unlike others and says the same: the rows that it holds, and what its record says. */
export type TrainedData = {
  readonly fact: string;
  readonly project: string;
  readonly data?: Partial<ProjectDefinition['data']>;
  readonly body: string | Buffer;
  readonly rows: number;
  /** What record and mail say of it. */
  readonly found?: string;
};

const columns: ProjectDefinition['data']['columns'] = [
  { name: 'size', type: 'number' },
  { name: 'colour', type: 'category', values: ['rouge', 'doré', 'blanc cassé'] },
  { name: 'note', type: 'text' },
  { name: 'price', type: 'number' },
];
const french = { columns, target: 'price' };
const notes = Array.from({ length: 60 }, (_, row) => `${row},${['rouge', 'doré', 'blanc cassé'][row % 3]},"très ""bon"",\r\nnº ${row}",${row * 2}`);
const letter = `size,colour,note,price\n${notes.join('\n')}\n`;

const wide = Array.from({ length: 10 }, (_, at) => `c${at}`);
const mixed = ['c7', 'c2', 'c9', 'c0', 'c5', 'c1', 'c8', 'c4', 'c3', 'c6'];
const swapped = `${mixed.join(',')}\n${Array.from({ length: 60 }, (_, row) => mixed.map((name) => `${row}.${name.slice(1)}`).join(',')).join('\n')}\n`;

export const trainedData: readonly TrainedData[] = [
  {
    fact: 'a header where none is expected',
    project: 'headed',
    data: { header: 'none' },
    body: tinyTable(),
    rows: 100,
    found: 'The first line names the columns although project.yml says header: none. It was not taken as data.',
  },
  { fact: 'a byte order mark and Windows line ends', project: 'windows', body: `\ufeff${tinyTable().replaceAll('\n', '\r\n')}`, rows: 100 },
  { fact: 'the line ends of an old Mac', project: 'old-mac', body: tinyTable().replaceAll('\n', '\r'), rows: 100 },
  {
    fact: 'UTF-16 and quoted line breaks',
    project: 'utf-16',
    data: french,
    body: Buffer.from(`\ufeff${letter}`, 'utf16le'),
    rows: 60,
    found: 'The text is not UTF-8; it was read as utf-16le.',
  },
  {
    fact: 'Latin-1 and quoted line breaks',
    project: 'latin-1',
    data: french,
    body: Buffer.from(letter, 'latin1'),
    rows: 60,
    found: 'The text is not UTF-8; it was read as windows-1252.',
  },
  {
    fact: 'ten columns in another order, named by a header',
    project: 'swapped',
    data: { columns: wide.map((name) => ({ name, type: 'number' as const })), target: 'c9' },
    body: swapped,
    rows: 60,
  },
];
