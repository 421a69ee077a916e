import { describe, expect, it } from '@jest/globals';
import { compareProfiles } from '../../../../core/quality/drift/compare-profiles.ts';
import { DriftMonitoring } from '../../../../core/quality/drift/monitoring.ts';
import { violationsOf } from '../../../../core/quality/drift/violations.ts';
import { profiled, repeated } from './profiles.ts';

const CLEAN = { size: repeated(200, (at) => (at * 37) % 200), kind: repeated(200, (at) => ['a', 'b', 'c'][at % 3]) };
const BASELINE = profiled({ size: repeated(2000, (at) => at / 10), kind: repeated(2000, (at) => ['a', 'b', 'c'][at % 3]) });
const checked = (batch: Parameters<typeof profiled>[0], monitoring = {}) => compareProfiles(BASELINE, profiled(batch), DriftMonitoring.parse(monitoring));
const alarmsOf = (...given: Parameters<typeof checked>) => checked(...given).alarms.map(({ column, check }) => `${column} ${check}`);

describe('compareProfiles', () => {
  it('finds nothing in a batch like the baseline', () => {
    const report = checked(CLEAN);

    expect(report).toMatchObject({ drifted: false, rows: { baseline: 2000, batch: 200 }, alarms: [], notCompared: [] });
    expect(report.testsCounted).toBe(2);
    expect(violationsOf(report)).toEqual({ violations: [] });
  });

  it('says which numbers moved, and by how much, in words', () => {
    const report = checked({ ...CLEAN, size: CLEAN.size.map((size) => size + 30) });

    expect(report.alarms).toEqual([
      {
        column: 'size',
        check: 'baseline_drift_check',
        sentence:
          'size: mean 129.5 against 99.95 (+0.51 standard deviations), standard deviation 57.73 against 57.74; 15 % of the rows lie on the other side of some value.',
      },
    ]);
    expect(report.warnings).toEqual([
      { column: 'size', check: 'range_check', sentence: "size: the largest value lies above the baseline's, by 15 % of the baseline's range." },
    ]);
    expect(violationsOf(report).violations[0]).toMatchObject({ feature_name: 'size', constraint_check_type: 'baseline_drift_check' });
  });

  it('sees the shares of categories change, and names only what the project lists', () => {
    const kind = repeated(200, (at) => (at % 2 === 0 ? 'a' : 'b'));

    const unlisted = checked({ ...CLEAN, kind });
    const listed = compareProfiles(
      { ...BASELINE, columns: BASELINE.columns.map((column) => ({ ...column, domain: ['a', 'b', 'c'] })) },
      profiled({ ...CLEAN, kind }),
    );

    expect(unlisted.alarms[0]?.sentence).toMatch(/^kind: 33 % of the rows would need another category .* one category makes up .* %\.$/);
    expect(listed.alarms[0]?.sentence).toContain('"c" makes up 0.0 % instead of 33 %');
  });

  it('sees cells go missing, texts among numbers, fractions among whole numbers and categories nobody knows', () => {
    expect(alarmsOf({ ...CLEAN, kind: CLEAN.kind.map((kind, at) => (at % 20 === 0 ? undefined : kind)) })).toEqual(['kind completeness_check']);
    expect(alarmsOf({ ...CLEAN, size: CLEAN.size.map((size, at) => (at % 20 === 0 ? 'n/a' : size)) })).toEqual(['size data_type_check']);
    expect(alarmsOf({ ...CLEAN, kind: CLEAN.kind.map((kind, at) => (at % 20 === 0 ? 'new' : kind)) })).toContain('kind categorical_values_check');
    const whole = profiled({ count: repeated(500, (at) => at % 50) });
    const halves = compareProfiles(whole, profiled({ count: repeated(100, (at) => (at % 50) + (at % 10 === 0 ? 0.5 : 0)) }));
    expect(halves.alarms.map(({ check }) => check)).toEqual(['data_type_check']);
  });

  it('tells in finite words how far beyond a range a value lies, however narrow the range', () => {
    const narrow = profiled({ size: repeated(20, (at) => (at % 2) * Number.MIN_VALUE) });
    const wide = profiled({ size: repeated(20, (at) => at * 0.05 * Number.MAX_VALUE) });

    const { warnings, tests } = compareProfiles(narrow, wide);

    expect(warnings.map(({ sentence }) => sentence)).toEqual([
      "size: the largest value lies above the baseline's, by more than 1000 times the baseline's range.",
    ]);
    expect(tests.filter(({ sentence }) => sentence.includes('Infinity'))).toEqual([]);
  });

  it('is not alarmed by one empty cell, one unknown category or one value beyond the range', () => {
    const one = {
      size: CLEAN.size.map((size, at) => (at === 0 ? 250 : size)),
      kind: CLEAN.kind.map((kind, at) => (at === 0 ? undefined : at === 1 ? 'new' : kind)),
    };

    expect(checked(one)).toMatchObject({ drifted: false, warnings: [{ column: 'size', check: 'range_check' }] });
  });

  it('expects something new of a column that always brings something new', () => {
    const names = (from: number, count: number) => profiled({ name: repeated(count, (at) => (at % 4 === 0 ? `rare ${from + at}` : `often ${at % 3}`)) });

    const { alarms } = compareProfiles(names(0, 240), names(1000, 100));

    expect(alarms).toEqual([]);
  });

  it('needs no test to miss a column, or to find one more', () => {
    const { alarms } = checked({ size: CLEAN.size, other: CLEAN.size });

    expect(alarms.map(({ sentence }) => sentence)).toEqual([
      'kind: the baseline has this column, the batch has not.',
      'other: the batch has this column, the baseline has not.',
    ]);
  });

  it('counts rows set aside for a column as what they are', () => {
    const aside = { ...profiled(CLEAN), setAside: { size: { empty: 20 }, kind: { 'unknown category': 20 } } };
    const known = { ...BASELINE, columns: BASELINE.columns.map((column) => (column.name === 'kind' ? { ...column, domain: ['a', 'b', 'c'] } : column)) };

    const { alarms } = compareProfiles(known, aside);

    expect(alarms.map(({ column, check }) => `${column} ${check}`)).toEqual(['size completeness_check', 'kind categorical_values_check']);
  });

  it('compares no free text, no handful of numbers and no column that was empty, and says so', () => {
    const baseline = profiled({
      id: repeated(300, (at) => `id ${at}`),
      few: repeated(300, (at) => (at < 5 ? at : undefined)),
      none: repeated(300, () => undefined),
    });

    const { notCompared, drifted } = compareProfiles(baseline, baseline);

    expect(drifted).toBe(false);
    expect(notCompared.map(({ column }) => column)).toEqual(['id', 'few', 'none']);
  });

  it('calls a certain but small change small', () => {
    const [before, now] = [profiled({ size: repeated(2000, (at) => at) }), profiled({ size: repeated(2000, (at) => at + 90) })];

    expect(compareProfiles(before, now, DriftMonitoring.parse({ shiftAtLeast: 0.1 }))).toMatchObject({ drifted: false, tests: [{ verdict: 'small' }, {}, {}] });
    expect(compareProfiles(before, now, DriftMonitoring.parse({ shiftAtLeast: 0.01 })).drifted).toBe(true);
  });
});

describe('monitoring', () => {
  const moved = { ...CLEAN, size: CLEAN.size.map((size) => size + 30) };

  it('lets a column warn, or be left alone, without spending the false alarms of the others', () => {
    const warned = checked(moved, { columns: { size: { shift: 'warn' } } });

    expect(warned).toMatchObject({ drifted: false, testsCounted: 1 });
    expect(warned.warnings.map(({ check }) => check)).toEqual(['baseline_drift_check', 'range_check']);
    expect(checked(moved, { shift: 'off' }).tests.map(({ check }) => check)).not.toContain('baseline_drift_check');
    expect(alarmsOf({ size: CLEAN.size }, { missingColumns: 'off' })).toEqual([]);
    expect(checked({ size: CLEAN.size }, { missingColumns: 'warn' }).warnings).toHaveLength(1);
  });

  it("prefers the column's own setting to the one for all", () => {
    expect(alarmsOf(moved, { shift: 'off', columns: { size: { shift: 'alarm' } } })).toEqual(['size baseline_drift_check']);
    expect(alarmsOf(moved, { shiftAtLeast: 0.01, columns: { size: { shiftAtLeast: 0.3 } } })).toEqual([]);
  });
});
