import { categoryShift } from './category-shift.ts';
import { type ColumnPair, completeness, sideOf, typeOfCells, unknownCategories } from './cell-checks.ts';
import { columnSet } from './column-set.ts';
import { adjustedPs } from './correction.ts';
import type { DriftReport, Finding, Judged } from './drift-report.ts';
import { isMeasured, type Measured, type NotCompared, type ProfiledData } from './measured.ts';
import { DEFAULT_MONITORING, type DriftMonitoring, monitoringOf } from './monitoring.ts';
import { numericShift } from './numeric-shift.ts';
import { outsideRange } from './range.ts';

/** Has the batch drifted from the baseline? Needs the two profiles only, whatever the size of the data. docs/data-quality.md says why it may be believed. */
export function compareProfiles(baseline: ProfiledData, batch: ProfiledData, monitoring: DriftMonitoring = DEFAULT_MONITORING): DriftReport {
  const pairs = pairsOf(baseline, batch);
  const found = pairs.flatMap((pair) => compareColumn(pair, monitoring));
  const judged = [...judge(found, 'alarm', monitoring), ...judge(found, 'warn', monitoring)];
  const columns = columnSet(baseline, batch, monitoring);
  const said = (verdict: Judged['verdict']) => judged.filter((test) => test.verdict === verdict).map(findingOf);
  const alarms = [...columns.filter(({ mode }) => mode === 'alarm').map(findingOf), ...said('alarm')];
  const outside = pairs.flatMap(({ baseline: before, batch: now }) => outsideRange(before.profile, now.profile));
  return {
    version: 1,
    drifted: alarms.length > 0,
    rows: { baseline: baseline.rows, batch: batch.rows },
    falseAlarmsAtMost: monitoring.falseAlarmsAtMost,
    testsCounted: found.filter((test) => isMeasured(test) && test.mode === 'alarm' && test.smallestP <= monitoring.falseAlarmsAtMost).length,
    alarms,
    warnings: [...columns.filter(({ mode }) => mode === 'warn').map(findingOf), ...said('warning'), ...outside],
    tests: judged,
    notCompared: found.filter((test): test is NotCompared => !isMeasured(test)),
  };
}

function pairsOf(baseline: ProfiledData, batch: ProfiledData): readonly ColumnPair[] {
  const columns = new Map(batch.columns.map((column) => [column.name, column]));
  return baseline.columns.flatMap((before) => {
    const now = columns.get(before.name);
    return now === undefined ? [] : [{ baseline: sideOf(baseline, before), batch: sideOf(batch, now) }];
  });
}

function compareColumn(pair: ColumnPair, monitoring: DriftMonitoring): readonly (Measured | NotCompared)[] {
  const [before, now] = [pair.baseline.profile, pair.batch.profile];
  const settings = monitoringOf(before.name, monitoring);
  if (before.inferredType === 'Unknown') {
    return [{ column: before.name, check: 'baseline_drift_check', reason: `${before.name}: the baseline has no value in this column` }];
  }
  const texts = before.inferredType === 'String';
  const unknown = texts ? unknownCategories(pair, settings) : undefined;
  return [
    ...(settings.shift === 'off' ? [] : [texts ? categoryShift(before, now, settings) : numericShift(before, now, settings)]),
    ...(settings.completeness === 'off' ? [] : [completeness(pair, settings)]),
    ...(settings.type === 'off' ? [] : [typeOfCells(pair, settings)]),
    ...(settings.categories === 'off' || unknown === undefined ? [] : [unknown]),
  ];
}

/** Alarming tests share the false-alarm budget among themselves; those that only warn neither take from it nor count in it. */
function judge(found: readonly (Measured | NotCompared)[], mode: 'alarm' | 'warn', { falseAlarmsAtMost }: DriftMonitoring): readonly Judged[] {
  const tests = found.filter(isMeasured).filter((test) => test.mode === mode);
  const adjusted = adjustedPs(tests, falseAlarmsAtMost);
  return tests.map(({ mode: _, smallestP: __, ...test }, at) => {
    const adjustedP = adjusted[at] ?? 1;
    const large = test.effect.value >= test.effect.atLeast;
    if (adjustedP > falseAlarmsAtMost) return { ...test, adjustedP, verdict: 'unchanged' };
    return { ...test, adjustedP, verdict: large ? (mode === 'alarm' ? 'alarm' : 'warning') : 'small' };
  });
}

const findingOf = ({ column, check, sentence }: Finding): Finding => ({ column, check, sentence });
