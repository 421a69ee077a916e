import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomNumbers } from '../../../cli/random-numbers.ts';
import { ShortTexts } from '../../../core/quality/short-texts.ts';
import { viewOf } from '../../../core/quality/text-bytes.ts';
import { TextState } from '../../../core/quality/text-state.ts';

/** As rows are taken: by the short way where there is one. */
function counted(values: readonly string[]): TextState {
  const state = new TextState();
  for (const value of values) {
    const bytes = Buffer.from(value);
    if (!state.addAgain(viewOf(bytes), 0, bytes.length)) state.add(viewOf(bytes), 0, bytes.length);
  }
  return state;
}

function plainlyCounted(values: readonly string[]): TextState {
  const state = new TextState();
  for (const value of values) state.addText(value, 1);
  return state;
}

describe('ShortTexts', () => {
  it('finds what was put last for these very bytes, or nothing', () => {
    const text = fc.stringMatching(/^[ab\0 ]{1,13}$/);

    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 80 }), (texts) => {
        const short = new ShortTexts();
        const put = new Map(texts.map((value, entry) => [value, entry]));
        for (const [value, entry] of put) short.put(viewOf(Buffer.from(value)), 0, value.length, entry);

        return texts.every((value) => [-1, put.get(value)].includes(short.find(viewOf(Buffer.from(value)), 0, value.length)));
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('changes no count, length or number of different texts', () => {
    const random = randomNumbers(4);
    const values = Array.from({ length: 20_000 }, () => `${'é'.repeat(random() * 1.2)}${'x'.repeat(random() * 11)}${Math.floor(random() ** 2 * 900)}`);

    expect(counted(values).profile()).toEqual(plainlyCounted(values).profile());
  });

  it('forgets the entries that make room for others', () => {
    const random = randomNumbers(5);
    const values = Array.from({ length: 40_000 }, () => (random() < 0.3 ? `often ${Math.floor(random() * 9)}` : `${Math.floor(random() * 12_000)}`));

    expect(counted(values).saved()).toEqual(plainlyCounted(values).saved());
  });
});
