import { describe, expect, it } from '@jest/globals';
import { ruleHolds } from '../../../local/step-functions/choice-rules.ts';
import type { ChoiceRule } from '../../../local/step-functions/definition.ts';
import type { Json } from '../../../local/step-functions/json.ts';

const input = {
  number: 5,
  same: 5,
  text: 'model-7.csv',
  star: 'a*b',
  yes: true,
  nothing: null,
  day: '2026-11-22T10:00:00Z',
  later: '2026-11-22T12:00:01+01:00',
};
const holds = (rule: ChoiceRule): boolean => ruleHolds(rule, { input, context: { Execution: { Name: 'run-1' } } });
const test = (Variable: string, operator: string, expected: Json): ChoiceRule => ({ Variable, tests: { [operator]: expected } });

describe('a comparison', () => {
  it.each([
    ['$.number', 'NumericEquals', 5, true],
    ['$.number', 'NumericEquals', 6, false],
    ['$.number', 'NumericLessThan', 6, true],
    ['$.number', 'NumericLessThan', 5, false],
    ['$.number', 'NumericLessThanEquals', 5, true],
    ['$.number', 'NumericGreaterThan', 4, true],
    ['$.number', 'NumericGreaterThanEquals', 6, false],
    ['$.number', 'NumericEqualsPath', '$.same', true],
    ['$.number', 'NumericLessThanPath', '$.same', false],
    ['$.number', 'StringEquals', '5', false],
    ['$.text', 'StringEquals', 'model-7.csv', true],
    ['$.text', 'StringLessThan', 'n', true],
    ['$.text', 'StringGreaterThanEquals', 'n', false],
    ['$.text', 'StringMatches', 'model-*.csv', true],
    ['$.text', 'StringMatches', 'model-*.tsv', false],
    ['$.star', 'StringMatches', 'a\\*b', true],
    ['$.text', 'StringMatches', 'model-\\*.csv', false],
    ['$.yes', 'BooleanEquals', true, true],
    ['$.yes', 'BooleanEqualsPath', '$.yes', true],
    ['$.yes', 'BooleanEquals', false, false],
    ['$.day', 'TimestampLessThan', '2026-11-22T10:00:00.5Z', true],
    ['$.later', 'TimestampGreaterThanPath', '$.day', true],
    ['$.later', 'TimestampEquals', '2026-11-22T11:00:01Z', true],
    ['$.text', 'TimestampEquals', '2026-11-22T11:00:01Z', false],
    ['$.nothing', 'IsNull', true, true],
    ['$.number', 'IsNull', false, true],
    ['$.number', 'IsNumeric', true, true],
    ['$.text', 'IsString', true, true],
    ['$.yes', 'IsBoolean', false, false],
    ['$.day', 'IsTimestamp', true, true],
    ['$.text', 'IsTimestamp', true, false],
    ['$.absent', 'IsPresent', false, true],
    ['$.nothing', 'IsPresent', true, true],
    ['$$.Execution.Name', 'StringEquals', 'run-1', true],
  ] as const)('says of %s %s %p: %p', (variable, operator, expected, verdict) => {
    const held = holds(test(variable, operator, expected));

    expect(held).toBe(verdict);
  });

  it('combines rules with And, Or and Not', () => {
    const five = test('$.number', 'NumericEquals', 5);
    const six = test('$.number', 'NumericEquals', 6);

    const verdicts = [{ And: [five, five] }, { And: [five, six] }, { Or: [six, five] }, { Or: [six] }, { Not: six }, { Not: { And: [five] } }].map(holds);

    expect(verdicts).toEqual([true, false, true, false, true, false]);
  });

  it('is an error where the variable is absent', () => {
    const compare = () => holds(test('$.absent', 'IsNull', true));

    expect(compare).toThrow("States.Runtime: Invalid path '$.absent'");
  });
});
