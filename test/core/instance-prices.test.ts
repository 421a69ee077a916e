import { describe, expect, it } from '@jest/globals';
import { costOf, priceOf } from '../../core/instance-prices.ts';
import { attempt } from '../world/given-run.ts';

const NOW = new Date('2026-11-21T11:00:00.000Z');

describe('what a run costs', () => {
  it('is the time of all its jobs at the price of their machines', () => {
    const attempts = [attempt(1, { seconds: 3600, status: 'Failed' }), attempt(2, { seconds: 1800, status: 'Completed', instanceType: 'ml.g4dn.xlarge' })];

    expect(costOf(attempts, {}, NOW)).toBe(1.7762);
    expect(costOf(attempts, { 'ml.g5.xlarge': 2 }, NOW)).toBe(2.3682);
  });

  it('counts a job whose time SageMaker has not told from its start to its end, or to now', () => {
    expect(costOf([attempt(1, { endedAt: '2026-11-21T10:30:00.000Z' })], {}, NOW)).toBe(0.704);
    expect(costOf([attempt(1)], {}, NOW)).toBe(1.408);
  });

  it('is nothing for a job that was never created, and for a machine without a price', () => {
    expect(costOf([attempt(1, { status: 'NotStarted' }), attempt(2, { instanceType: 'ml.p9.huge', seconds: 60 })], {}, NOW)).toBe(0);
    expect(priceOf('ml.p9.huge', {})).toBeUndefined();
  });
});
