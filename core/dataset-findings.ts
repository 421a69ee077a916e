import type { ProjectDefinition } from './project.ts';
import type { Prepared, ReadSource, SetAside } from './quality/prepared.ts';

const MOST_REASONS = 8;
const LINES_NAMED = 5;
const FILES_NAMED = 5;

/** What its owner may not expect of data that was read: how it was understood, and which rows were left out. */
export function findingsOf(prepared: Prepared, { header }: Pick<ProjectDefinition['data'], 'header'>): readonly string[] {
  const { sources } = prepared;
  const headed = header === 'none' ? sources.filter((source) => source.header) : [];
  const foreign = sources.filter(({ encoding }) => encoding !== 'utf-8');
  return [
    ...inFiles(headed, sources, 'The first line names the columns although project.yml says header: none. It was not taken as data'),
    ...inFiles(foreign, sources, `The text is not UTF-8; it was read as ${[...new Set(foreign.map(({ encoding }) => encoding))].join(', ')}`),
    ...reasonsOf(prepared),
  ];
}

function inFiles(files: readonly ReadSource[], all: readonly ReadSource[], sentence: string): readonly string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, FILES_NAMED).map(({ name }) => name);
  const more = files.length > named.length ? ` and ${files.length - named.length} more` : '';
  return [all.length > 1 ? `${sentence}: ${named.join(', ')}${more}.` : `${sentence}.`];
}

/** The most frequent reasons first, each with its count, its columns and where it is seen first. Never a value. */
export function reasonsOf({ setAside, setAsideReasons, sources }: Prepared): readonly string[] {
  const counted = Object.entries(setAsideReasons).sort(([, one], [, other]) => other - one);
  const told = counted.slice(0, MOST_REASONS).map(([reason, count]) =>
    inWords(
      reason,
      count,
      setAside.filter((row) => row.reason === reason),
      sources.length > 1,
    ),
  );
  return counted.length > MOST_REASONS ? [...told, `and ${counted.length - MOST_REASONS} further reasons, all in the run's set-aside.json`] : told;
}

function inWords(reason: string, count: number, rows: readonly SetAside[], severalSources: boolean): string {
  const columns = [...new Set(rows.flatMap(({ column }) => (column === undefined ? [] : [column])))];
  const lines = rows.slice(0, LINES_NAMED).map(({ source, line }) => (severalSources ? `${source} line ${line}` : String(line)));
  const where = [
    ...(columns.length > 0 ? [`${columns.length === 1 ? 'column' : 'columns'} ${columns.slice(0, LINES_NAMED).join(', ')}`] : []),
    ...(lines.length > 0 ? [`${severalSources ? 'first in' : lines.length === 1 ? 'first in line' : 'first in lines'} ${lines.join(', ')}`] : []),
  ];
  return `${count} ${count === 1 ? 'row' : 'rows'}: ${reason}${where.length > 0 ? ` (${where.join('; ')})` : ''}`;
}
