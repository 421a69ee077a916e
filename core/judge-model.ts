import { MetricMissingError } from './errors.ts';
import type { Threshold } from './project.ts';
import { figure } from './quality/drift/wording.ts';
import type { Check, Verdict } from './records.ts';

type Metrics = Readonly<Record<string, number>>;

/** One check per threshold, beside what the reigning model has. A limit that is just reached is kept. */
export function judgeModel(thresholds: readonly Threshold[], metrics: Metrics, reigning: Metrics = {}): readonly Check[] {
  return thresholds.map((threshold) => {
    const { metric } = threshold;
    const value = metrics[metric];
    if (value === undefined) throw new MetricMissingError(metric, Object.keys(metrics));
    const beside = reigning[metric];
    const passed = 'atMost' in threshold ? value <= threshold.atMost : value >= threshold.atLeast;
    return { ...threshold, value, passed, ...(beside !== undefined && { reigning: beside }) };
  });
}

/** Names every missed threshold with the distance to it, since "rejected" alone helps nobody. */
export function rejection(checks: readonly Check[], reigningRun: string | undefined): Verdict {
  const missed = checks.filter(({ passed }) => !passed);
  return {
    outcome: 'Rejected',
    reason: `The model misses ${missed.length} of ${checks.length} thresholds: ${missed.map(({ metric }) => metric).join(', ')}.`,
    details: missed.map(inWords),
    nextStep: `${reigningRun === undefined ? 'No model is in service yet.' : `The model of run ${reigningRun} stays in service.`} Look at the run in experiment tracking; give more or better data, or change the model or its thresholds in project.yml.`,
  };
}

function inWords({ metric, value, atMost, atLeast, reigning }: Check): string {
  const [word, limit] = atMost === undefined ? (['at least', atLeast ?? value] as const) : (['at most', atMost] as const);
  const beside = reigning === undefined ? '' : `; the reigning model has ${figure(reigning, 6)}`;
  return `${metric} is ${figure(value, 6)}, wanted is ${word} ${figure(limit, 6)}: missed by ${figure(Math.abs(value - limit), 6)}${beside}`;
}
