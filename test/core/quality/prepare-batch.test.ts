import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { DatasetUnreadableError } from '../../../core/quality/errors.ts';
import { prepareBatch } from '../../../core/quality/prepare-batch.ts';
import type { Contract } from '../../../core/quality/prepared.ts';
import { readSourceLines } from '../../../core/quality/source-lines.ts';
import { COLUMNS, slowSink, source } from './preparing.ts';

const CONTRACT: Contract = { columns: COLUMNS.slice(0, 3), header: 'auto', dropped: { name: 'rings', place: 3 }, extrasPass: true };

async function prepare(content: string, contract: Partial<Contract> = {}) {
  const [clean, lines] = [slowSink(), slowSink()];
  const prepared = await prepareBatch(source(content), { ...CONTRACT, ...contract }, { clean: clean.sink, lines: lines.sink });
  const runs = lines.text();
  return { ...prepared, clean: clean.text(), runs, lines: await linesOf(runs) };
}

async function linesOf(runs: string): Promise<readonly number[]> {
  const lines: number[] = [];
  for await (const line of readSourceLines(Readable.from([Buffer.from(runs)]))) lines.push(line);
  return lines;
}

describe('a batch for a model', () => {
  it('is sent without a header, without free text, in the order of the contract', async () => {
    const { clean, rows, badRows, layout } = await prepare('note,length,sex\nfine,0.4,M\n,0.5,F\n');

    expect(clean).toBe('M,0.4\nF,0.5\n');
    expect({ rows, badRows }).toEqual({ rows: 2, badRows: 0 });
    expect(layout).toMatchObject({ header: true, names: ['note', 'length', 'sex'], extra: [], dropped: false });
  });

  it('is read by place where there is no header', async () => {
    const { clean, layout } = await prepare('M,0.4,fine\nF,0.5,\n');

    expect(clean).toBe('M,0.4\nF,0.5\n');
    expect(layout).toMatchObject({ header: false, names: ['sex', 'length', 'note'], dropped: false });
  });

  it.each([
    ['with a header', 'rings,sex,length,note\n9,M,0.4,x\n', ['rings', 'sex', 'length', 'note']],
    ['without one', 'M,0.4,x,9\nF,0.5,y,8\n', ['sex', 'length', 'note', 'rings']],
  ])('may hold the target, which is not sent, %s', async (_, content, names) => {
    const { clean, layout, badRows } = await prepare(content);

    expect(clean.split('\n')[0]).toBe('M,0.4');
    expect(layout).toMatchObject({ dropped: true, names, extra: [] });
    expect(badRows).toBe(0);
  });

  it('finds a target that stands between the others, where there is no header', async () => {
    const { clean } = await prepare('M,9,0.4,x\nF,8,0.5,y\n', { dropped: { name: 'rings', place: 1 } });

    expect(clean).toBe('M,0.4\nF,0.5\n');
  });

  it('may hold further columns where a header names them', async () => {
    const { clean, layout } = await prepare('id,sex,length,note,shop\n1,M,0.4,x,A\n2,F,0.5,y,B\n');

    expect(clean).toBe('M,0.4\nF,0.5\n');
    expect(layout).toMatchObject({ extra: ['id', 'shop'], dropped: false });
  });

  it.each([
    ['a column too many without a header', 'M,0.4,x,9,1\nF,0.5,y,8,2\n', '5 values where the project has 3 columns'],
    ['a column that is missing', 'sex,note\nM,x\n', 'lacks "length"'],
    ['a column twice', 'sex,length,length,note\nM,0.4,0.4,x\n', 'names twice "length"'],
    ['no rows below its header', 'sex,length,note\n', 'holds no data rows'],
    ['nothing at all', '', 'is empty'],
  ])('is refused for %s', async (_, content, reason) => {
    const preparing = prepare(content);

    await expect(preparing).rejects.toBeInstanceOf(DatasetUnreadableError);
    await expect(preparing).rejects.toThrow(reason);
  });

  it('is sent without its bad rows, which are set aside with their lines', async () => {
    const { clean, lines, runs, setAside, badRows } = await prepare('sex,length,note\nM,0.4,x\nX,0.5,y\nF,wide,z\nI,0.6,\n');

    expect(clean).toBe('M,0.4\nI,0.6\n');
    expect(lines).toEqual([2, 5]);
    expect(runs).toBe('2,1\n5,1\n');
    expect(badRows).toBe(2);
    expect(setAside).toMatchObject([
      { line: 3, column: 'sex', reason: 'unknown category' },
      { line: 4, column: 'length', reason: 'not a number' },
    ]);
  });

  it('puts each record on one line, whatever line breaks its cells hold', async () => {
    const columns = [
      { name: 'place', type: 'category' },
      { name: 'length', type: 'number' },
    ] as const;
    const { clean, lines } = await prepare('place,length\n"a\nb",1\n"c\r\nd",2\ne,3\n', { columns });

    expect(clean).toBe('a b,1\nc  d,2\ne,3\n');
    expect(lines).toEqual([2, 4, 6]);
  });

  it('sends an empty cell that stands alone as a cell, not as a line of nothing', async () => {
    const { clean } = await prepare('length\n""\n1\n', { columns: [{ name: 'length', type: 'number', optional: true }], header: 'present' });

    expect(clean).toBe('""\n1\n');
  });

  it('needs one run for a whole file without bad rows, however long it is', async () => {
    const { runs, lines } = await prepare(`sex,length,note\n${'M,0.4,x\n'.repeat(20_000)}`);

    expect(runs).toBe('2,20000\n');
    expect(lines).toHaveLength(20_000);
  });

  it('keeps no half copy', async () => {
    const [clean, lines] = [slowSink(), slowSink()];

    const preparing = prepareBatch(source(`sex,length,note\n${'M,0.4,x\n'.repeat(20_000)}"open`), CONTRACT, { clean: clean.sink, lines: lines.sink });

    await expect(preparing).rejects.toThrow('never closed');
    expect([clean.sink.destroyed, lines.sink.destroyed]).toEqual([true, true]);
  });

  it('does not wait for ever for a list of lines that nobody takes', async () => {
    const [clean, lines] = [slowSink(), slowSink()];
    lines.sink.destroy(new Error('the list cannot be written'));
    lines.sink.on('error', () => undefined);
    const everyOther = `sex,length,note\n${'M,0.4,x\nX,0.4,x\n'.repeat(40_000)}`;

    await expect(prepareBatch(source(everyOther), CONTRACT, { clean: clean.sink, lines: lines.sink })).rejects.toThrow('cannot be written');
  });
});
