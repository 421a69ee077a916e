import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../cli/random-numbers.ts';
import { ColumnState } from '../../../core/quality/column-state.ts';
import { sample } from './samples.ts';

function numbers(values: Iterable<number>): ColumnState {
  const state = new ColumnState();
  for (const value of values) state.numbers.add(value);
  return state;
}

function texts(values: Iterable<string>): ColumnState {
  const state = new ColumnState();
  for (const value of values) state.texts.addText(value, 1);
  return state;
}

function merged(states: readonly ColumnState[]): ColumnState {
  const whole = new ColumnState();
  for (const state of states) whole.merge(state);
  return whole;
}

describe('ColumnState', () => {
  it('is exact on few different numbers, and the same however its parts are merged', () => {
    const values = [...sample('few values', 10_000, 2)];
    const parts = () => [values.slice(0, 10), values.slice(10, 7000), values.slice(7000)].map(numbers);
    const exact = ({ numbers: profile }: ReturnType<ColumnState['profile']>) => [
      profile?.count,
      profile?.zeros,
      profile?.min,
      profile?.max,
      profile?.distinct,
      profile?.exact,
      profile?.quantiles,
      profile?.buckets,
    ];

    const whole = exact(numbers(values).profile('x'));

    expect(exact(merged(parts()).profile('x'))).toEqual(whole);
    expect(exact(merged(parts().reverse()).profile('x'))).toEqual(whole);
    expect(whole[4]).toBe(7);
  });

  it('goes over to sketches beyond 4096 different numbers, in one pass as by merging', () => {
    const values = [...sample('normal', 30_000, 3)];
    const one = numbers(values).profile('x').numbers;
    const many = merged([values.slice(0, 3000), values.slice(3000, 6000), values.slice(6000)].map(numbers)).profile('x').numbers;

    for (const profile of [one, many]) {
      expect(profile?.exact).toBe(false);
      expect(Math.abs((profile?.distinct ?? 0) / 30_000 - 1)).toBeLessThan(0.02);
      expect(profile?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(30_000);
      expect(Math.abs(profile?.quantiles.find(({ share }) => share === 0.5)?.value ?? 1)).toBeLessThan(0.03);
    }
  });

  it('counts texts exactly while they are few, lengths in characters', () => {
    const profile = merged([texts(['a', 'bb', 'ééé']), texts(['bb', '𝒳'])]).profile('x');

    expect(profile).toMatchObject({
      inferredType: 'String',
      present: 5,
      texts: { distinct: 4, exact: true, countError: 0, length: { min: 1, max: 3, mean: 9 / 5 } },
    });
    expect(profile.texts?.top[0]).toEqual({ value: 'bb', count: 2 });
  });

  it('finds the frequent texts among too many to keep, and says how far their counts may be off', () => {
    const random = randomNumbers(8);
    const values = Array.from({ length: 60_000 }, (_, at) => (random() < 0.1 ? 'often' : random() < 0.05 ? 'seldom' : `once ${at}`));
    const truth = values.filter((value) => value === 'often').length;

    for (const state of [texts(values), merged([texts(values.slice(0, 20_000)), texts(values.slice(20_000))])]) {
      const { texts: profile } = state.profile('x');
      const [first, second] = profile?.top ?? [];

      expect([first?.value, second?.value, profile?.exact]).toEqual(['often', 'seldom', false]);
      expect(first?.count).toBeLessThanOrEqual(truth);
      expect((first?.count ?? 0) + (profile?.countError ?? 0)).toBeGreaterThanOrEqual(truth);
      expect(Math.abs((profile?.distinct ?? 0) / new Set(values).size - 1)).toBeLessThan(0.02);
    }
  });

  it('takes numbers among texts for texts', () => {
    const state = merged([texts(['n/a']), numbers([1, 1, 2])]);

    expect(state.profile('x')).toMatchObject({ inferredType: 'String', present: 4, texts: { count: 4, distinct: 3, exact: true } });
  });

  it('keeps no text of a megabyte', () => {
    const profile = texts(['x'.repeat(1_000_000), 'y']).profile('x').texts;

    expect(profile).toMatchObject({ distinct: 2, exact: false, top: [{ value: 'y', count: 1 }], length: { max: 1_000_000 } });
  });

  it.each([
    ['few texts', texts(['a', 'bb', 'ééé', 'bb'])],
    ['more texts than are kept', texts(Array.from({ length: 9000 }, (_, at) => (at % 3 === 0 ? 'often' : `once ${at}`)))],
    ['few numbers', numbers([1, 2, 2])],
    ['many numbers', numbers(sample('normal', 9000, 4))],
    ['nothing', new ColumnState()],
  ])('is the same after it went through JSON: %s', (_, state) => {
    const again = ColumnState.restored(JSON.parse(JSON.stringify(state.saved())));

    expect(again.profile('x')).toEqual(state.profile('x'));
  });
});
