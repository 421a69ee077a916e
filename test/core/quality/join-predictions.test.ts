import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { joinPredictions } from '../../../core/quality/join-predictions.ts';
import { prepareBatch } from '../../../core/quality/prepare-batch.ts';
import type { Contract } from '../../../core/quality/prepared.ts';
import { COLUMNS, slowSink, source } from './preparing.ts';

const CONTRACT: Contract = { columns: COLUMNS.slice(0, 3), header: 'auto', dropped: { name: 'rings', place: 3 }, extrasPass: true };

/** The file is prepared as for a server, whose answer is given; `chunks` says where the file breaks when it is read again. */
async function join(content: string, answer: string | ((sent: string) => string), { chunks = [7], contract = CONTRACT } = {}) {
  const [clean, lines, sink] = [slowSink(), slowSink(), slowSink()];
  await prepareBatch(source(content), contract, { clean: clean.sink, lines: lines.sink });
  const predictions = Readable.from([Buffer.from(typeof answer === 'string' ? answer : answer(clean.text()))]);
  const joined = await joinPredictions(source(content, { chunks }), contract, { lines: Readable.from([Buffer.from(lines.text())]), predictions }, sink.sink);
  return { ...joined, result: sink.text() };
}

describe('predictions', () => {
  it('stand beside the rows as these stand in their file, with the line of each', async () => {
    const { result, rows, sha256 } = await join('note,length,sex\n"so, so",+0.40,M\nx, 0.5 ,F\n', '9.5\n8\n');

    expect(result).toBe('note,length,sex,prediction,line\n"so, so",+0.40,M,9.5,2\nx, 0.5 ,F,8,3\n');
    expect(rows).toBe(2);
    expect(sha256).toBe(createHash('sha256').update(result).digest('hex'));
  });

  it('take their names from the contract where the file has no header', async () => {
    const { result } = await join('M,0.4,x,9\nF,0.5,y,8\n', '1\n2\n');

    expect(result).toBe('sex,length,note,rings,prediction,line\nM,0.4,x,9,1,1\nF,0.5,y,8,2,2\n');
  });

  it('belong to the good rows only, however many bad ones stand between them', async () => {
    const content = `sex,length,note\n${Array.from({ length: 2000 }, (_, row) => (row % 3 === 0 ? `M,${row},"a\nb"` : row % 3 === 1 ? 'M,1' : `X,${row},z`)).join('\n')}\n`;

    const { result, rows } = await join(content, (sent) => sent.replaceAll(/^M,/gm, ''));

    expect(rows).toBe(667);
    const cells = [...result.matchAll(/^M,(\d+),"a\nb",(\d+),(\d+)$/gm)];
    expect(cells).toHaveLength(667);
    for (const [, length, prediction, line] of cells) expect([prediction, Number(line)]).toEqual([length, 2 + (Number(length) / 3) * 4]);
  });

  it('keep further columns of the file, and quote what needs quotes', async () => {
    const { result } = await join('id,sex,length,note\n"7,7",M,0.4,"a ""b"""\n', '"high, ""sure"""\n');

    expect(result).toBe('id,sex,length,note,prediction,line\n"7,7",M,0.4,"a ""b""","high, ""sure""",2\n');
  });

  it('do not take the name of a column that the file has already', async () => {
    const { result } = await join('sex,length,note,prediction,line\nM,0.4,x,p,l\n', '1\n');

    expect(result.split('\n')[0]).toBe('sex,length,note,prediction,line,prediction_,line_');
  });

  it('are profiled, and those that are none are counted', async () => {
    const { profile, unusable } = await join(`sex,length,note\n${'M,0.4,x\n'.repeat(5)}`, '1.5\n2\nnan\n-Infinity\n""\n');

    expect(unusable).toBe(3);
    expect(profile).toMatchObject({ name: 'prediction', inferredType: 'Fractional', present: 2, missing: 3, numbers: { min: 1.5, max: 2 } });
  });

  it('may be texts', async () => {
    const { profile, unusable } = await join('sex,length,note\nM,0.4,x\nF,0.4,x\n', 'yes\nno\n');

    expect({ unusable, type: profile.inferredType, distinct: profile.texts?.distinct }).toEqual({ unusable: 0, type: 'String', distinct: 2 });
  });

  it('may be parted by blank lines, as Line assembly leaves them between answers that end with a line end', async () => {
    const { result } = await join('sex,length,note\nM,0.4,x\nF,0.4,x\n', '1\r\n\n2\n\n');

    expect(result).toContain('M,0.4,x,1,2\nF,0.4,x,2,3\n');
  });
});
