import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseNumber } from '../../../core/quality/number-parsing.ts';

const MINUTE = 60_000;

function parse(text: string): number {
  const bytes = Buffer.from(`,${text},`);
  return parseNumber(bytes, 1, bytes.length - 1);
}

const digits = (maxLength: number) => fc.stringMatching(/^\d*$/, { maxLength });

describe('parseNumber', () => {
  it(
    'reads every double that JavaScript writes',
    () => {
      fc.assert(
        fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
          return Object.is(parse(String(value)), Number(String(value)));
        }),
        { seed: 1, numRuns: 20_000 },
      );
    },
    MINUTE,
  );

  it(
    'reads decimals as Number does, to the last bit, however many digits they have',
    () => {
      fc.assert(
        fc.property(fc.constantFrom('', '-', '+'), digits(22), fc.constantFrom('', '.'), digits(22), (sign, whole, point, fraction) => {
          const text = `${sign}${whole}${point}${fraction}`;
          fc.pre(/\d/.test(text));

          return Object.is(parse(text), Number(text));
        }),
        { seed: 2, numRuns: 50_000 },
      );
    },
    MINUTE,
  );

  it(
    'reads sixteen to eighteen digits as Number does, also halfway between two doubles',
    () => {
      const halves = [
        '9007199254740993',
        '9007199254740995',
        '900719925474099.3',
        '0.50000000000000005',
        '4503599627370497.5',
        '1.00000000000000011',
        '9007199254740992.99',
      ];

      expect(halves.map(parse)).toEqual(halves.map(Number));
      fc.assert(
        fc.property(fc.double({ min: 0.001, max: 1e4, noNaN: true }), fc.integer({ min: 14, max: 18 }), (value, precision) => {
          const text = value.toPrecision(precision);

          return Object.is(parse(text), Number(text));
        }),
        { seed: 3, numRuns: 50_000 },
      );
    },
    MINUTE,
  );

  it.each(['', ' ', '+', '-', '.', '-.', '1e', 'e5', '1e+', '--1', '+-1', '1.2.3', '1,5', '0x10', '1_000', '1 2', 'abc', 'NA', 'null', '١', '1\u0000'])(
    'does not take %j for a number',
    (text) => {
      expect(parse(text)).toBeNaN();
    },
  );

  it.each(['nan', 'NaN', '-nan', 'inf', '+Inf', '-Infinity', '1e400', '-1e400', `1${'0'.repeat(400)}`])('finds %j not finite', (text) => {
    expect(parse(text)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [' 1.5 ', 1.5],
    ['\t-2\t', -2],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['1E-3', 0.001],
    ['007', 7],
    [`0.${'0'.repeat(30)}1`, 1e-31],
  ])('reads %j', (text, value) => {
    expect(parse(text)).toBe(value);
  });
});
