import { describe, expect, it } from '@jest/globals';
import { closest } from '../../core/did-you-mean.ts';

describe('the name that was meant', () => {
  it.each([
    ['modle', 'model'],
    ['badRowAtMost', 'badRowsAtMost'],
    ['Thresholds', 'thresholds'],
    ['no', 'on'],
  ])('for %s is %s', (given, meant) => {
    expect(closest(given, ['on', 'model', 'image', 'thresholds', 'badRowsAtMost'])).toBe(meant);
  });

  it.each(['owners', 'x', ''])('is not guessed for %j', (given) => {
    expect(closest(given, ['model', 'image', 'thresholds'])).toBeUndefined();
  });
});
