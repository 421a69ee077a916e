import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DatasetUnreadableError } from '../../../../core/quality/errors.ts';
import { profileCsv } from '../../../../core/quality/profile.ts';
import { composeRanges } from '../../../../core/quality/ranges/compose-ranges.ts';
import { mergePrepared } from '../../../../core/quality/ranges/merge-prepared.ts';
import { openingOf, rangesOf } from '../../../../core/quality/ranges/opening.ts';
import { prepareRange } from '../../../../core/quality/ranges/prepare-range.ts';
import { mergeProfiled, profileRange } from '../../../../core/quality/ranges/profile-range.ts';
import { CONTRACT, prepare, slowSink, source } from '../preparing.ts';
import { ranged, spansOf, throughJson } from './ranging.ts';

const MINUTE = 60_000;

const cell = fc.oneof(
  fc.constantFrom('M', 'F', '1', '2.5', '-3e2', ' 4 ', '', '""', '"a""b"', '"x\ny"', '"p\r\nq"', '"\r"', '"a"b', 'né', '"日本\r"', '𝒳', 'nan', 'a"b', ' "c"'),
  fc.stringMatching(/^[a-c",; \r\n\u00e9]{0,6}$/),
);
const file = fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n')), { maxLength: 12 });
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
const beginning = fc.constantFrom('', '\ufeff', '\r\n', ' \n\n', 'sex,length,note,rings\r\n', '\n\r\nsex,length,note,rings\n');

function bytesOf(start: string, records: readonly (readonly [readonly string[], string])[], encoding: 'utf8' | 'latin1'): Buffer {
  const text = `${start}M,1,"x,\n",7\n${records.map(([cells, end]) => cells.join(',') + end).join('')}`;
  return Buffer.from(start === '\ufeff' ? text.replace('\ufeff', '\u00ef\u00bb\u00bf') : text, start === '\ufeff' ? 'latin1' : encoding);
}

async function answerOf<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatasetUnreadableError) return error.message;
    throw error;
  }
}

async function prepareInRanges(bytes: Uint8Array, shares: readonly number[], piece: number) {
  const from = ranged(bytes, { piece });
  const { opening, spans } = await spansOf(from, shares, CONTRACT);
  const clean: string[] = [];
  const parts = [];
  for (const [at, span] of spans.entries()) {
    const { sink, text } = slowSink();
    parts.push(throughJson(await prepareRange({ source: from, opening, span, names: at === 0 }, CONTRACT, sink)));
    clean.push(text());
  }
  return { clean: clean.join(''), prepared: await mergePrepared([{ opening, parts, sha256: 'of the file' }], CONTRACT, async () => 'of the copy') };
}

describe('a file read in ranges that begin anywhere', () => {
  it(
    'gives the rows, lines, figures and clean bytes of one pass',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          beginning,
          file,
          fc.constantFrom('utf8', 'latin1'),
          cuts,
          fc.integer({ min: 1, max: 40 }),
          async (start, records, encoding, shares, piece) => {
            const bytes = bytesOf(start, records, encoding);
            const whole = await answerOf(() => prepare(source(bytes)));
            const parts = await answerOf(() => prepareInRanges(bytes, shares, piece));

            if (typeof whole === 'string' || typeof parts === 'string') expect(parts).toEqual(whole);
            else {
              expect(parts.clean).toBe(whole.clean);
              expect(parts.prepared).toEqual({
                ...whole.prepared,
                cleanSha256: 'of the copy',
                sources: whole.prepared.sources.map((read) => ({ ...read, sha256: 'of the file' })),
              });
            }
          },
        ),
        { seed: 11, numRuns: 150 },
      );
    },
    MINUTE,
  );

  it(
    'is profiled as in one pass',
    async () => {
      await fc.assert(
        fc.asyncProperty(file, cuts, fc.integer({ min: 1, max: 40 }), async (records, shares, piece) => {
          const bytes = bytesOf('a,b,c,d\n', records, 'utf8');
          const whole = await answerOf(() => profileCsv(source(bytes)));
          const merged = await answerOf(async () => {
            const from = ranged(bytes, { piece });
            const { opening, spans } = await spansOf(from, shares);
            const parts = await Promise.all(spans.map((span) => profileRange(from, opening, span)));
            return mergeProfiled(opening, throughJson(parts), { sha256: 'of the file' });
          });

          expect(merged).toEqual(typeof whole === 'string' ? whole : { ...whole, source: { ...whole.source, sha256: 'of the file' } });
        }),
        { seed: 12, numRuns: 150 },
      );
    },
    MINUTE,
  );

  it('has a record that goes through several ranges in one of them alone', async () => {
    const bytes = Buffer.from(`a,b\n1,"${'x\n'.repeat(500)}"\n2,y\n`);

    const { spans } = await spansOf(ranged(bytes), [0.2, 0.4, 0.6, 0.8]);

    expect(spans.map(({ from, line }) => [from, line])).toEqual([
      [0, 1],
      [1009, 503],
    ]);
  });

  it('names the line and the byte of an error as they are in the file', async () => {
    const bytes = Buffer.from(`${'M,1,,7\n'.repeat(100)}M,1,"open,7\nM,1,,7\n`);

    const refused = prepareInRanges(bytes, [0.5], 1000);

    await expect(refused).rejects.toMatchObject({ line: 101, offset: 700, reason: 'a quote that opens on this line is never closed' });
  });

  it('is refused in ranges that do not follow one another', async () => {
    const bytes = Buffer.from('M,1,,7\n'.repeat(100));
    const opening = await openingOf(ranged(bytes), CONTRACT);

    expect(() => composeRanges(opening, [])).toThrow('do not follow one another');
  });

  it('is read in one pass only where characters have two bytes', async () => {
    const bytes = Buffer.from(`\ufeff${'M,1,,7\n'.repeat(100)}`, 'utf16le');

    const opening = await openingOf(ranged(bytes), CONTRACT);

    expect(opening.splittable).toBe(false);
    expect(() => composeRanges(opening, [])).toThrow('cannot be read in ranges');
  });

  it('is refused when it ends before its range does', async () => {
    const bytes = Buffer.from('M,1,,7\n'.repeat(100));
    const { opening, spans } = await spansOf(ranged(bytes), [], CONTRACT);
    const shorter = ranged(bytes.subarray(0, 350));
    const { sink } = slowSink();
    const [span] = spans;
    if (span === undefined) throw new Error('there is no span');

    await expect(prepareRange({ source: shorter, opening, span, names: true }, CONTRACT, sink)).rejects.toMatchObject({ offset: 350 });
    expect(sink.destroyed).toBe(true);
  });

  it('is proposed in ranges without gaps, behind the mark', async () => {
    const opening = await openingOf(ranged(Buffer.from(`\ufeff${'M,1,,7\n'.repeat(100)}`)), CONTRACT);

    const ranges = rangesOf(opening, 100);

    expect(ranges).toHaveLength(7);
    expect([ranges[0]?.from, ranges[6]?.to]).toEqual([3, 703]);
    expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to));
  });

  it('is refused beyond the size that is read, before it is', async () => {
    const opening = openingOf(ranged(Buffer.from('M,1,,7\n'.repeat(100))), { ...CONTRACT, limits: { totalBytes: 500 } });

    await expect(opening).rejects.toThrow('the file is larger than 500 bytes');
  });
});
