import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Decoder } from '../../../core/quality/decoding.ts';
import { prepare, source } from './preparing.ts';

const TEXT = 'sex,length,note,rings\nM,1.5,Müsli “ø” €,7\n'.repeat(3);

function utf16(text: string, big: boolean, mark = true): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return big ? bytes.swap16() : bytes;
}

function windows1252(text: string): Buffer {
  const special: Readonly<Record<string, number>> = { '“': 0x93, '”': 0x94, '€': 0x80 };
  return Buffer.from([...text].map((character) => special[character] ?? character.charCodeAt(0)));
}

describe('an encoding', () => {
  it.each([
    ['utf-8', 'UTF-8', Buffer.from(TEXT)],
    ['utf-8', 'UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['utf-16le', 'UTF-16 LE with a byte order mark', utf16(TEXT, false)],
    ['utf-16be', 'UTF-16 BE with a byte order mark', utf16(TEXT, true)],
    ['utf-16le', 'UTF-16 LE without a mark', utf16(TEXT, false, false)],
    ['utf-16be', 'UTF-16 BE without a mark', utf16(TEXT, true, false)],
    ['windows-1252', 'Latin-1 as Windows writes it', windows1252(TEXT)],
  ])('%s is recognised in %s, wherever chunks break', async (encoding, _, bytes) => {
    const whole = await prepare(source(bytes), { header: 'present' }).catch((error: unknown) => error);
    const decoder = new Decoder();
    const pieces = [...bytes].map((byte) => Buffer.from(decoder.push(Uint8Array.of(byte))));
    const text = Buffer.concat([...pieces, decoder.end()]).toString();

    expect(decoder.encoding).toBe(encoding);
    expect(text).toBe(TEXT);
    expect(whole).toMatchObject({ prepared: { sources: [{ encoding }] } });
  });

  it('is UTF-8 where all is ASCII', () => {
    const decoder = new Decoder();

    decoder.push(Buffer.from('a,b\n'.repeat(100)));
    decoder.end();

    expect(decoder.encoding).toBe('utf-8');
  });

  it('never makes the decoder fail, and breaks nowhere, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (bytes, step) => {
        const decode = (length: number) => {
          const decoder = new Decoder();
          const pieces: Uint8Array[] = [];
          for (let from = 0; from < bytes.length; from += length) pieces.push(Uint8Array.from(decoder.push(bytes.slice(from, from + length))));
          return Buffer.concat([...pieces, decoder.end()]).toString('hex');
        };

        expect(decode(step)).toBe(decode(1000));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
