import { expect, it } from '@jest/globals';
import { findingsOf } from '../../core/dataset-findings.ts';
import { constraintsOf } from '../../core/quality/constraints.ts';
import type { Prepared, ReadSource } from '../../core/quality/prepared.ts';
import { statisticsOf } from '../../core/quality/statistics.ts';

const source: ReadSource = { name: 'a.csv', sha256: '', bytes: 1, rows: 9, badRows: 0, encoding: 'utf-8', delimiter: ',', header: false };
const prepared = (sources: readonly ReadSource[], rest: Partial<Prepared> = {}): Prepared => ({
  ...{ sources, rows: 9, badRows: 0, cleanSha256: '', setAside: [], setAsideReasons: {}, profile: [] },
  statistics: statisticsOf([], 9),
  constraints: constraintsOf([]),
  ...rest,
});

it('says nothing of data that is as declared', () => {
  expect(findingsOf(prepared([source, { ...source, header: true }]), { header: 'auto' })).toEqual([]);
});

it('tells of a header that was not expected and of an encoding that was guessed', () => {
  expect(findingsOf(prepared([{ ...source, header: true, encoding: 'windows-1252' }]), { header: 'none' })).toEqual([
    'The first line names the columns although project.yml says header: none. It was not taken as data.',
    'The text is not UTF-8; it was read as windows-1252.',
  ]);
});

it('names the files where there are several, and no more than five', () => {
  const foreign = Array.from({ length: 7 }, (_, at): ReadSource => ({ ...source, name: `${at}.csv`, encoding: 'utf-16le' }));

  expect(findingsOf(prepared([source, ...foreign]), { header: 'none' })).toEqual([
    'The text is not UTF-8; it was read as utf-16le: 0.csv, 1.csv, 2.csv, 3.csv, 4.csv and 2 more.',
  ]);
});

it('says which rows were set aside and why, the most frequent reason first', () => {
  const setAside = [
    { source: 'a.csv', line: 3, reason: 'wrong number of values' },
    { source: 'a.csv', line: 5, column: 'size', reason: 'not a number' },
    { source: 'a.csv', line: 7, column: 'age', reason: 'not a number' },
  ];

  expect(findingsOf(prepared([source], { setAside, setAsideReasons: { 'wrong number of values': 1, 'not a number': 2 } }), { header: 'auto' })).toEqual([
    '2 rows: not a number (columns size, age; first in lines 5, 7)',
    '1 row: wrong number of values (first in line 3)',
  ]);
});
