import { describe, expect, it } from '@jest/globals';
import { type AlarmState, judge, type MissingData } from '../../../local/cloudwatch/judge.ts';

/** Datapoints as CloudWatch's documentation writes them: the newest on the right, 0 within the threshold, X beyond it, - missing. */
const datapoints = (row: string) =>
  row
    .split(' ')
    .map((mark, index) => ({ at: index, ...(mark === '-' ? {} : { value: mark === 'X' ? 1 : 0 }) }))
    .reverse();

const judged = (row: string, missingData: MissingData, datapointsToAlarm: number, evaluationPeriods = 3) =>
  judge(datapoints(row), { evaluationPeriods, datapointsToAlarm, missingData, isBreaching: (value) => value > 0 });

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const KEPT = undefined;
type Row = readonly [row: string, filled: number, ...states: (AlarmState | undefined)[]];

describe('the documented table of 3 out of 3', () => {
  it.each<Row>([
    ['0 - X - X', 0, 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 2, 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 3, 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
    ['0 X X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 2, 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('%s, with %i filled', (row, filled, ...states) => {
    const judgements = TREATMENTS.map((treatment) => judged(row, treatment, 3));

    expect(judgements.map(({ state }) => state)).toEqual(states);
    expect(new Set(judgements.map((judgement) => judgement.filled))).toEqual(new Set([filled]));
  });
});

describe('the documented table of 2 out of 3', () => {
  it.each<Row>([
    ['0 - X - X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 0, 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 1, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 2, 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 2, 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('%s, with %i filled', (row, filled, ...states) => {
    const judgements = TREATMENTS.map((treatment) => judged(row, treatment, 2));

    expect(judgements.map(({ state }) => state)).toEqual(states);
    expect(new Set(judgements.map((judgement) => judgement.filled))).toEqual(new Set([filled]));
  });
});

describe('too little data, all of it breaching', () => {
  it.each(['- - - - X', '- - - X -', '- - - X 0', '- - X - 0'])('is no alarm while a good datapoint may still follow or has: %s', (row) => {
    expect(judged(row, 'missing', 3).state).toBe('OK');
  });

  it('stays an alarm until the breach leaves the range', () => {
    expect(['- - X - -', '- X - - -', 'X - - - -', '- - - - -'].map((row) => judged(row, 'missing', 3).state)).toEqual([
      'ALARM',
      'ALARM',
      'ALARM',
      'INSUFFICIENT_DATA',
    ]);
  });
});

it('evaluates the newest datapoints only, where all of them are there', () => {
  expect(judged('X X 0', 'missing', 1, 1)).toMatchObject({ state: 'OK', evaluated: [{ value: 0 }] });
  expect(judged('0 0 X', 'missing', 1, 1)).toMatchObject({ state: 'ALARM', evaluated: [{ value: 1 }] });
});
