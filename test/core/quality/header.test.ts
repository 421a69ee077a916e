import { describe, expect, it } from '@jest/globals';
import { prepare, refusal, source } from './preparing.ts';

const HEADER = 'sex,length,note,rings\n';
const ROW = 'M,1.5,,7\n';

describe('a header', () => {
  it.each(['none', 'present', 'auto'] as const)('that names the columns is never trained on and is told of, also where %s is declared', async (header) => {
    const { prepared, clean } = await prepare(source(HEADER + ROW), { header });

    expect(prepared.sources[0]).toMatchObject({ header: true, rows: 1, badRows: 0 });
    expect(clean).toBe(HEADER + ROW);
  });

  it.each(['none', 'auto'] as const)('may be absent where %s is declared', async (header) => {
    const { prepared } = await prepare(source(ROW), { header });

    expect(prepared.sources[0]).toMatchObject({ header: false, rows: 1 });
  });

  it('that is required and absent is asked for', async () => {
    const error = await refusal(ROW, { header: 'present' });

    expect(error.reason).toBe('there is no header: the first line already holds data');
    expect(error.nextStep).toContain('"sex", "length", "note", "rings"');
  });

  it('finds columns in another order by their names, spaces and quotes around them ignored', async () => {
    const { clean } = await prepare(source('rings, note ,"length",sex\n7,x,1.5,M\n'));

    expect(clean).toBe('sex,length,note,rings\nM,1.5,x,7\n');
  });

  it.each([
    ['lacks a column', 'sex,length,note\nM,1,\n', 'the header lacks "rings"', 'add the missing column'],
    ['has an extra column', 'sex,length,note,rings,weight\nM,1,,7,2\n', 'the header has besides "weight"', 'remove the column'],
    ['renames a column', 'sex,lenght,note,rings\nM,1,,7\n', 'the header lacks "length" and has besides "lenght"', 'rename the columns'],
    ['names a column twice', 'sex,length,note,rings,rings\nM,1,,7,7\n', 'the header names twice "rings"', 'remove the column'],
  ])('that %s is refused by name', async (_, content, reason, nextStep) => {
    const error = await refusal(content);

    expect(error).toMatchObject({ line: 1, reason });
    expect(error.nextStep).toContain(nextStep);
  });

  it('of entirely other names is refused, told from a data row by its lack of numbers', async () => {
    expect((await refusal(`a,b,c,d\n${ROW}`)).reason).toBe('the first line is a header that names none of the columns');
  });

  it.each([
    [';', 'M;1.5;a,b;7\n'],
    ['\t', 'M\t1.5\ta,b\t7\n'],
    ['|', 'M|1.5|a,b|7\n'],
    [',', 'M,1.5,a;b;c;d,7\n'],
  ])('is not needed to recognise the delimiter %j', async (delimiter, row) => {
    const { prepared } = await prepare(source(row.repeat(3)));

    expect(prepared.sources[0]).toMatchObject({ delimiter, rows: 3, badRows: 0 });
  });
});
