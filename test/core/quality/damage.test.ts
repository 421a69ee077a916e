import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { prepareCsv } from '../../../core/quality/prepare.ts';
import { CONTRACT, prepare, refusal, slowSink, source } from './preparing.ts';

const GOOD = 'M,1.5,,7\n';

describe('a file that cannot be read', () => {
  it.each([
    ['is empty', ''],
    ['holds only a byte order mark', '\ufeff'],
    ['holds only blank lines', '\n\r\n\n'],
  ])('is refused when it %s', async (_, content) => {
    expect((await refusal(content)).reason).toBe('the file is empty');
  });

  it('is refused when it holds only a header', async () => {
    expect((await refusal('sex,length,note,rings\n')).reason).toBe('the file holds no data rows');
  });

  it('names the line where a quote opens that is never closed', async () => {
    const error = await refusal(`${GOOD}${GOOD}M,1,"open,7\n${GOOD}`);

    expect(error).toMatchObject({
      name: 'DatasetUnreadableError',
      source: 'shells.csv',
      line: 3,
      offset: 18,
      reason: 'a quote that opens on this line is never closed',
    });
  });

  it('names the line of a quote that is still open when a record has become too long', async () => {
    const error = await refusal(`${GOOD}M,1,"open,7\n${GOOD.repeat(1000)}`, { limits: { rowBytes: 500 } });

    expect(error).toMatchObject({ line: 2, offset: 9, reason: 'a quote that opens on this line is never closed' });
  });

  it('stops at a line of 100 MB without ever holding it', async () => {
    const megabyte = Buffer.alloc(1_048_576, 'x');
    const { sink } = slowSink();
    const line = async function* () {
      yield Buffer.from(GOOD);
      for (let taken = 0; taken < 100; taken += 1) yield megabyte;
    };
    const { Readable } = await import('node:stream');
    const before = process.memoryUsage().rss;

    const refused = prepareCsv([{ name: 'long.csv', open: async () => Readable.from(line()) }], CONTRACT, sink);

    await expect(refused).rejects.toMatchObject({ name: 'DatasetUnreadableError', line: 2, offset: 9, reason: 'this line is longer than 1048576 bytes' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576);
  });

  it.each([
    ['gzip', gzipSync(GOOD)],
    ['a zip archive or an Excel workbook', Buffer.from('PK\u0003\u0004 and so on, at some length')],
    ['Parquet', Buffer.from('PAR1\u0015\u0000')],
    ['an HTML page', Buffer.from('<!DOCTYPE html><title>Not found</title>')],
  ])('says that it is %s, and what to do', async (format, content) => {
    const error = await refusal(content);

    expect(error.reason).toBe(`this is ${format}, not CSV`);
    expect(error.nextStep).toMatch(/upload|download/);
  });

  it('is refused beyond the size that one function reads', async () => {
    expect((await refusal(GOOD.repeat(100), { limits: { totalBytes: 500 } })).reason).toBe('the file is larger than 500 bytes');
  });

  it.each([
    ['a column is missing', 'M,1,7\n', '10 of 11 rows have 3 values where the project has 4 columns'],
    ['there is a column too many', 'M,1,,7,8\n', '10 of 11 rows have 5 values where the project has 4 columns'],
  ])('says without a header that %s, and in how many rows', async (what, row, reason) => {
    const error = await refusal(GOOD + row.repeat(10));

    expect(error.reason).toBe(reason);
    expect(error.nextStep).toContain(what);
  });
});

describe('a row that is set aside', () => {
  it.each([
    ['text in a numeric column', 'M,abc,,7', 'length', 'not a number'],
    ['a decimal comma', 'M,"1,5",,7', 'length', 'not a number'],
    ['a number with something behind it', 'M,1.5kg,,7', 'length', 'not a number'],
    ['NaN', 'M,NaN,,7', 'length', 'not a finite number'],
    ['infinity', 'M,-Inf,,7', 'length', 'not a finite number'],
    ['1e400', 'M,1e400,,7', 'length', 'not a finite number'],
    ['a fraction in an integer column', 'M,1,,7.5', 'rings', 'not a whole number'],
    ['a category that the model does not know', 'X,1,,7', 'sex', 'unknown category'],
    ['an empty required cell', 'M,,,7', 'length', 'empty'],
    ['a required cell of spaces', 'M,  ,,7', 'length', 'empty'],
    ['a NUL byte in a number', 'M,1\u0000,,7', 'length', 'not a number'],
    ['a NUL byte in a text', 'M,1,a\u0000b,7', 'note', 'holds a NUL byte'],
    ['too few values', 'M,1,7', undefined, 'wrong number of values'],
    ['too many values', 'M,1,,7,8', undefined, 'wrong number of values'],
    ['text after a closing quote', 'M,1,"a"b,7', undefined, 'text after a closing quote'],
  ])('is one with %s, with line and column', async (_, row, column, reason) => {
    const { prepared, clean } = await prepare(source(`${GOOD}${row}\n${GOOD}`));

    expect(prepared.setAside).toEqual([{ source: 'shells.csv', line: 2, ...(column === undefined ? {} : { column }), reason }]);
    expect(clean).toBe(`sex,length,note,rings\n${GOOD}${GOOD}`);
  });

  it('is named by the line that it begins on, however many lines its quotes hold', async () => {
    const { prepared } = await prepare(source(`M,1,"a\r\nb\rc\nd",7\nM,1,"e\n",x\n\nM,y,,7\n${GOOD}`));

    expect(prepared.setAside.map(({ line }) => line)).toEqual([5, 8]);
  });

  it('is one whose text is not UTF-8 in a file that is', async () => {
    const { prepared } = await prepare(source(Buffer.concat([Buffer.from('M,1,é,7\nM,1,'), Buffer.from([0xe9]), Buffer.from(',7\n')])));

    expect(prepared.setAside).toEqual([{ source: 'shells.csv', line: 2, column: 'note', reason: 'not valid UTF-8' }]);
  });
});

describe('a row that looks odd but is good', () => {
  it.each([
    ['spaces around numbers and categories', ' M , 1.5 ,, 7 \n'],
    ['a leading plus', 'M,+1.5,,+7\n'],
    ['quotes around everything', '"M","1.5","","7"\n'],
    ['no line feed at the end', 'M,1.5,,7'],
    ['blank lines after it', 'M,1.5,,7\n\n  \n\r\n'],
    ['a form feed of line ends: CR LF, CR and LF', 'M,1.5,,7\r\nM,1.5,,7\rM,1.5,,7\n'],
    ['a space after a closing quote', '"M" ,"1.5" ,,7\n'],
  ])('is one with %s', async (_, content) => {
    const { prepared, clean } = await prepare(source(content));

    expect(prepared.setAside).toEqual([]);
    expect(new Set(clean.trimEnd().split('\n').slice(1))).toEqual(new Set(['M,1.5,,7']));
  });

  it('keeps text as it is, spaces, quotes and line breaks included', async () => {
    const { clean } = await prepare(source('M,1,"  a ""b""\r\nc",7\nM,1, d ,7\nM,1,5" pipe,7\n'));

    expect(clean).toBe('sex,length,note,rings\nM,1,"  a ""b""\r\nc",7\nM,1, d ,7\nM,1,"5"" pipe",7\n');
  });
});
