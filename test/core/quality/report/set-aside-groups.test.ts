import { describe, expect, it } from '@jest/globals';
import { setAsideGroups } from '../../../../core/quality/report/set-aside-groups.ts';
import { repeated } from '../drift/profiles.ts';

describe('rows set aside, for the report', () => {
  it('are counted by reason, with the first ten places', () => {
    const setAside = [
      ...repeated(12, (at) => ({ source: 'a.csv', line: at + 2, column: 'Sex', reason: 'empty' })),
      { source: 'a.csv', line: 99, reason: 'holds a NUL byte' },
    ];

    const groups = setAsideGroups({ setAside, setAsideReasons: { empty: 1200, 'holds a NUL byte': 1 } });

    expect(groups).toMatchObject([
      { reason: 'empty', rows: 1200 },
      { reason: 'holds a NUL byte', rows: 1, first: [{ line: 99 }] },
    ]);
    expect(groups[0]?.first).toEqual(repeated(10, (at) => ({ line: at + 2, column: 'Sex' })));
  });

  it('are none where none was', () => {
    expect(setAsideGroups({ setAside: [], setAsideReasons: {} })).toEqual([]);
  });
});
