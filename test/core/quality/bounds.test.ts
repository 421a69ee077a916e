import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../cli/random-numbers.ts';
import type { NumbersProfile } from '../../../core/quality/column-profile.ts';
import { ColumnState } from '../../../core/quality/column-state.ts';
import { viewOf } from '../../../core/quality/text-bytes.ts';
import { mergedInAnyGrouping } from './grouping.ts';
import { sample } from './samples.ts';

const MINUTE = 60_000;
/** Fewer rows show the errors of what follows only in part: sketches take over beyond 4096 values, and thinning beyond 90,000. */
const TRIALS = 100;
const ROWS = 8000;

function stateOf(values: Float64Array): ColumnState {
  const state = new ColumnState();
  state.numbers.addAll(values);
  return state;
}

const customers = Array.from({ length: 200 * TRIALS }, (_, at) => viewOf(Buffer.from(`customer ${at}`)));

function textsOf(values: Float64Array): ColumnState {
  const state = new ColumnState();
  for (const value of values) {
    const customer = customers[value];
    if (customer !== undefined) state.texts.add(customer, 0, customer.byteLength);
  }
  return state;
}

/** By how much the rank of a quantile misses its share, at the worst of them. Equal values share the ranks from their first to their last. */
function worstRankError({ quantiles }: NumbersProfile, sorted: Float64Array): number {
  const errors = quantiles.map(({ share, value }) => {
    const [from, to] = [notAbove(sorted, value, true), notAbove(sorted, value, false)].map((rank) => rank / sorted.length);
    return Math.max(0, (from ?? 0) - share, share - (to ?? 0));
  });
  return Math.max(...errors);
}

/** How many are not above this value; or, `strictly`, are below it. */
function notAbove(sorted: Float64Array, value: number, strictly: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = sorted[middle] ?? 0;
    if (at < value || (!strictly && at === value)) from = middle + 1;
    else to = middle;
  }
  return from;
}

function distinctIn(sorted: Float64Array): number {
  let distinct = 0;
  for (let at = 0; at < sorted.length; at += 1) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct += 1;
  return distinct;
}

describe('a column of numbers', () => {
  it.each(['normal', 'heavy-tailed', 'constant', 'sorted', 'zigzag, growing', 'huge offset', 'uniform', 'few values', 'clusters'])(
    'errs in rank by .2 %% and in different values by 2 %% at most, in 99 of 100 trials, merged from one to seven parts in any grouping: %s',
    (name) => {
      const random = randomNumbers(21);
      const [ranks, distincts]: [number[], number[]] = [[], []];
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const values = sample(name, ROWS, 500 + trial);
        const merged = mergedInAnyGrouping(values, stateOf, random).profile('x').numbers;
        const sorted = values.slice().sort();
        if (merged === undefined) throw new Error('there are no numbers');
        const distinct = distinctIn(sorted);
        ranks.push(worstRankError(merged, sorted));
        distincts.push(Math.abs(merged.distinct / distinct - 1));
        expect([merged.count, merged.min, merged.max, merged.exact]).toEqual([ROWS, sorted[0], sorted[ROWS - 1], distinct <= 4096]);
      }

      expect(ranks.filter((error) => error > 0.002).length).toBeLessThanOrEqual(TRIALS / 100);
      expect(distincts.filter((error) => error > 0.02).length).toBeLessThanOrEqual(TRIALS / 100);
    },
    MINUTE,
  );

  it.each(['normal', 'sorted', 'zigzag, growing', 'clusters', 'one outlier'])(
    'keeps the bound of ranks where blocks are thinned as they come in: %s',
    (name) => {
      const errors = Array.from({ length: 2 }, (_, trial) => {
        const values = sample(name, 200_000, 40 + trial);
        const profile = stateOf(values).profile('x').numbers;
        return profile === undefined ? 1 : worstRankError(profile, values.sort());
      });

      expect(Math.max(...errors)).toBeLessThanOrEqual(0.002);
    },
  );
});

describe('a column of texts', () => {
  it('errs in different values by 2 % at most, in 99 of 100 trials, merged from one to seven parts in any grouping', () => {
    const random = randomNumbers(22);
    const distincts = Array.from({ length: TRIALS }, (_, trial) => {
      const values = Float64Array.from({ length: ROWS }, () => Math.floor(random() * (100 + 200 * trial)));
      const merged = mergedInAnyGrouping(values, textsOf, random).profile('x').texts;
      if (merged === undefined) throw new Error('there are no texts');
      const distinct = new Set(values).size;
      expect([merged.count, merged.exact]).toEqual([ROWS, distinct <= 4096]);
      return Math.abs(merged.distinct / distinct - 1);
    });

    expect(distincts.filter((error) => error > 0.02).length).toBeLessThanOrEqual(TRIALS / 100);
  });
});
