import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { prepareCsv } from '../../../core/quality/prepare.ts';
import { CONTRACT, prepare, refusal, slowSink, source } from './preparing.ts';

describe('prepareCsv', () => {
  it('writes a clean copy with a header, commas and line feeds, and hashes both sides', async () => {
    const raw = 'M,0.5,"big, ""old""",7\r\nF,+.25,,3\r\n';

    const { prepared, clean } = await prepare(source(raw));

    expect(clean).toBe('sex,length,note,rings\nM,0.5,"big, ""old""",7\nF,.25,,3\n');
    expect(prepared.cleanSha256).toBe(createHash('sha256').update(clean).digest('hex'));
    expect(prepared.sources).toEqual([
      {
        name: 'shells.csv',
        sha256: createHash('sha256').update(raw).digest('hex'),
        bytes: raw.length,
        rows: 2,
        badRows: 0,
        encoding: 'utf-8',
        delimiter: ',',
        header: false,
      },
    ]);
  });

  it('takes several files as one data set and names each of them', async () => {
    const { prepared, clean } = await prepare([
      source('M,1,,1\n', { name: 'a.csv' }),
      source('note;rings;sex;length\nlate;2;F;nan\nlate;2;F;2\n', { name: 'b.csv' }),
    ]);

    expect(clean).toBe('sex,length,note,rings\nM,1,,1\nF,2,late,2\n');
    expect(prepared.sources.map(({ name, rows, badRows, delimiter, header }) => ({ name, rows, badRows, delimiter, header }))).toEqual([
      { name: 'a.csv', rows: 1, badRows: 0, delimiter: ',', header: false },
      { name: 'b.csv', rows: 2, badRows: 1, delimiter: ';', header: true },
    ]);
    expect(prepared.setAside).toEqual([{ source: 'b.csv', line: 2, column: 'length', reason: 'not a finite number' }]);
    expect([prepared.rows, prepared.badRows]).toEqual([3, 1]);
  });

  it('sums up the clean rows only, in the formats of statistics.json and constraints.json', async () => {
    const { prepared } = await prepare(source('M,1,,10\nF,3,x,20\nM,oops,y,30\nI,-2,,30\n'));

    const [sex, length, note, rings] = prepared.statistics.features;
    expect(prepared.statistics.dataset.item_count).toBe(3);
    expect(sex?.string_statistics).toEqual({
      common: { num_present: 3, num_missing: 0 },
      distinct_count: 3,
      distribution: { categorical: { buckets: ['F', 'I', 'M'].map((value) => ({ value, count: 1 })) } },
    });
    expect(length?.numerical_statistics).toMatchObject({ common: { num_present: 3, num_missing: 0 }, mean: 2 / 3, sum: 2, min: -2, max: 3 });
    expect(length?.numerical_statistics?.distribution.kll.buckets).toHaveLength(10);
    expect(note?.string_statistics?.common).toEqual({ num_present: 1, num_missing: 2 });
    expect(rings?.inferred_type).toBe('Integral');
    expect(prepared.constraints.features).toEqual([
      { name: 'sex', inferred_type: 'String', completeness: 1, string_constraints: { domains: ['M', 'F', 'I'] } },
      { name: 'length', inferred_type: 'Fractional', completeness: 1, num_constraints: { is_non_negative: false } },
      { name: 'note', inferred_type: 'String', completeness: 1 / 3, string_constraints: { domains: ['x'] } },
      { name: 'rings', inferred_type: 'Integral', completeness: 1, num_constraints: { is_non_negative: true } },
    ]);
  });

  it('lists only the first rows set aside but counts all of them by reason', async () => {
    const { prepared } = await prepare(source(`M,1,,1\n${'M,x,,1\n'.repeat(20)}${'M,1\n'.repeat(5)}${'F,2,,2\n'.repeat(10)}`), { limits: { listedRows: 3 } });

    expect(prepared.setAside.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(prepared.setAsideReasons).toEqual({ 'not a number': 20, 'wrong number of values': 5 });
    expect(prepared.badRows).toBe(25);
  });

  it('destroys the sink of a file that it refuses, so that half a copy is never taken for a whole one', async () => {
    const { sink } = slowSink();

    await expect(prepareCsv([source('M,1,,1\n"open')], CONTRACT, sink)).rejects.toThrow('never closed');

    expect(sink.destroyed).toBe(true);
    expect(sink.writableFinished).toBe(false);
  });

  it('ends with the error of a sink that breaks', async () => {
    const sink = new PassThrough({ highWaterMark: 16 });
    sink.once('data', () => sink.destroy(new Error('the upload was cut off')));

    await expect(prepareCsv([source('M,1,,1\n'.repeat(100_000))], CONTRACT, sink)).rejects.toThrow();
  });

  it('ends with the error of a source that breaks', async () => {
    const { sink } = slowSink();
    const broken = {
      name: 'broken.csv',
      open: async () => {
        const stream = new PassThrough();
        stream.write('M,1,,1\n');
        stream.destroy(new Error('connection lost'));
        return stream;
      },
    };

    await expect(prepareCsv([broken], CONTRACT, sink)).rejects.toThrow('connection lost');
  });

  it('never tells a value of the file in an error', async () => {
    const errors = await Promise.all([refusal('secret,secret,secret,secret\n'), refusal('secret,"secret'), refusal('secret\nsecret\nsecret\n')]);

    expect(errors.map(({ message }) => message).join()).not.toContain('secret');
  });
});
