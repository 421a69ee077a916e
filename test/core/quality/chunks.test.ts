import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DatasetUnreadableError } from '../../../core/quality/errors.ts';
import { prepare, source } from './preparing.ts';

const cell = fc.oneof(
  fc.constantFrom('M', 'F', '1', '2.5', '-3e2', ' 4 ', '', '""', '"a""b"', '"x\ny"', '"p\r\nq"', 'né', '"日本\r"', '𝒳', 'nan', '0.1234567890123456789'),
  fc.stringMatching(/^[a-c",; \r\n\u00e9]{0,6}$/),
);
const file = fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\r', '\n\n')), { maxLength: 12 });

async function outcome(bytes: Uint8Array, chunks: readonly number[]) {
  try {
    const { prepared, clean } = await prepare(source(bytes, { chunks }), { limits: { rowBytes: 60 } });
    return JSON.stringify({ prepared, clean });
  } catch (error) {
    if (error instanceof DatasetUnreadableError) return JSON.stringify({ ...error, message: error.message });
    throw error;
  }
}

describe('chunks', () => {
  it('may break a file anywhere: inside characters, line ends, quotes', async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom('utf8', 'utf16le', 'latin1'),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (records, encoding, chunks) => {
          const text = `M,1,é,7\n${records.map(([cells, end]) => cells.join(',') + end).join('')}`;
          const bytes = Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding);

          expect(await outcome(bytes, chunks)).toBe(await outcome(bytes, [bytes.length]));
        },
      ),
      { seed: 7, numRuns: 400 },
    );
  });
});
