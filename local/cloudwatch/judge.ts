export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** One period of an alarm's metric; without a value there was no figure in it. */
export interface Datapoint {
  readonly at: number;
  readonly value?: number;
  readonly samples?: number;
}

export interface Rule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly isBreaching: (value: number) => boolean;
}

/** What the datapoints say: the state, which of them were looked at (newest first), and how many had to be made up. */
export interface Judgement {
  /** Undefined: the alarm stays as it is. */
  readonly state: AlarmState | undefined;
  readonly evaluated: readonly Datapoint[];
  readonly filled: number;
}

/** How many periods CloudWatch looks back beyond those that it evaluates, for figures that are late or missing; its documentation shows 5 for 3. */
const SPARE_PERIODS = 2;

export function evaluationRange({ evaluationPeriods }: Pick<Rule, 'evaluationPeriods'>): number {
  return evaluationPeriods + SPARE_PERIODS;
}

/**
 * CloudWatch's tables of missing data. `datapoints` are those of the evaluation range, newest first: the newest real ones are
 * evaluated, and only what they are too few by is made up as `missingData` says.
 */
export function judge(datapoints: readonly Datapoint[], rule: Rule): Judgement {
  const real = datapoints.filter(({ value }) => value !== undefined).slice(0, rule.evaluationPeriods);
  const filled = rule.evaluationPeriods - real.length;
  const breaching = breachesIn(real, rule);
  const state = filled === 0 ? stateOf(breaching, rule) : stateWithGaps(datapoints, rule, { real: real.length, breaching, filled });
  return { state, evaluated: real, filled };
}

export function breachesIn(datapoints: readonly Datapoint[], { isBreaching }: Pick<Rule, 'isBreaching'>): number {
  return datapoints.filter(({ value }) => value !== undefined && isBreaching(value)).length;
}

function stateOf(breaching: number, { datapointsToAlarm }: Rule): AlarmState {
  return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
}

type Found = { readonly real: number; readonly breaching: number; readonly filled: number };

function stateWithGaps(datapoints: readonly Datapoint[], rule: Rule, { real, breaching, filled }: Found): AlarmState | undefined {
  if (rule.missingData === 'breaching') return stateOf(breaching + filled, rule);
  if (rule.missingData === 'notBreaching') return stateOf(breaching, rule);
  if (stateOf(breaching, rule) === 'ALARM') return 'ALARM';
  if (rule.missingData === 'ignore') return breaching === real ? undefined : 'OK';
  if (real === 0) return 'INSUFFICIENT_DATA';
  return breaching === real && isOldEnough(datapoints, rule) ? 'ALARM' : 'OK';
}

/** Too little data, all of it breaching, is an alarm once its oldest datapoint is as old as the alarm needs datapoints; before, the next one might be a good one. */
function isOldEnough(datapoints: readonly Datapoint[], { datapointsToAlarm }: Rule): boolean {
  return datapoints.findLastIndex(({ value }) => value !== undefined) + 1 >= datapointsToAlarm;
}
