import { describe, expect, it } from '@jest/globals';
import { compareProfiles } from '../../../../core/quality/drift/compare-profiles.ts';
import { readProfile, setAsideByColumn } from '../../../../core/quality/drift/read-baseline.ts';
import { baselineOfStatistics } from '../../../../core/quality/drift/read-statistics.ts';
import { statisticsOf } from '../../../../core/quality/statistics.ts';
import { profiled, repeated } from './profiles.ts';

const DATA = profiled({
  size: repeated(300, (at) => (at * 7) % 300),
  kind: repeated(300, (at) => ['a', 'b'][at % 2]),
  none: repeated(300, () => undefined),
});
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a baseline', () => {
  it('is the same after it was kept as profile.json', () => {
    expect(readProfile(throughJson(DATA.columns), 300)).toEqual(DATA);
  });

  it('is refused when it is something else', () => {
    expect(() => readProfile([{ name: 'size' }], 300)).toThrow();
  });

  it('may be a statistics.json alone, and finds the same drift in it', () => {
    const baseline = baselineOfStatistics(throughJson(statisticsOf(DATA.columns, DATA.rows)));
    const batch = profiled({ size: repeated(100, (at) => at * 3 + 90), kind: repeated(100, () => 'a'), none: repeated(100, () => undefined) });

    const ofStatistics = compareProfiles(baseline, batch);
    const ofProfile = compareProfiles(DATA, batch);

    expect(ofStatistics.alarms).toHaveLength(2);
    expect(ofStatistics.alarms).toEqual(ofProfile.alarms);
    expect(ofStatistics.rows).toEqual({ baseline: 300, batch: 100 });
  });

  it('knows for which column rows were set aside, and scales up what was not listed', () => {
    const rows = [...repeated(3, () => ({ column: 'size', reason: 'empty' })), { reason: 'wrong number of values' }];

    expect(setAsideByColumn({ badRows: 4, rows })).toEqual({ size: { empty: 3 } });
    expect(setAsideByColumn({ badRows: 4000, rows })).toEqual({ size: { empty: 3000 } });
    expect(readProfile([], 0, { badRows: 0, rows: [] })).toEqual({ rows: 0, columns: [], setAside: {} });
  });
});
