import { describe, expect, it } from '@jest/globals';
import { profileCsv } from '../../../core/quality/profile.ts';
import { source } from './preparing.ts';

describe('profileCsv', () => {
  it('finds names, types and statistics by itself', async () => {
    const { source: read, profile, statistics, setAside } = await profileCsv(source('id;size;note\n1;0.5;x\n2; ;"y;z"\n3;inf;x\n4;1.5\n'));

    expect(read).toMatchObject({ delimiter: ';', header: true, rows: 4, badRows: 1 });
    expect(setAside).toEqual([{ source: 'shells.csv', line: 5, reason: 'wrong number of values' }]);
    expect(profile.map(({ name, inferredType, present, missing }) => [name, inferredType, present, missing])).toEqual([
      ['id', 'Integral', 3, 0],
      ['size', 'Fractional', 1, 2],
      ['note', 'String', 3, 0],
    ]);
    expect(statistics.dataset.item_count).toBe(3);
  });

  it('numbers columns that have no names', async () => {
    const { profile } = await profileCsv(source('1,a\n2,b\n'));

    expect(profile.map(({ name }) => name)).toEqual(['column_1', 'column_2']);
  });

  it('says that a column is unknown where it is always empty', async () => {
    const { statistics } = await profileCsv(source('a,b\n1,\n2,\n'));

    expect(statistics.features[1]).toEqual({ name: 'b', inferred_type: 'Unknown' });
  });

  it('counts minus zero as zero, however it is written', async () => {
    const { profile } = await profileCsv(source('a,b\n-0,-0.0000000000\n0,0\n-0.0,-0e5\n'));

    expect(profile.map(({ numbers }) => [numbers?.zeros, numbers?.distinct, numbers?.min])).toEqual([
      [3, 1, 0],
      [3, 1, 0],
    ]);
  });

  it('sums up the same wherever chunks break', async () => {
    const file = `a,b,c\n${Array.from({ length: 3000 }, (_, at) => `${at * 0.1},"${at % 7}\n",${Math.sin(at)}`).join('\r\n')}`;
    const [whole, broken] = await Promise.all([profileCsv(source(file)), profileCsv(source(file, { chunks: [1, 2, 3, 1000, 7] }))]);

    expect(broken).toEqual(whole);
  });
});
