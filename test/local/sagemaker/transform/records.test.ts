import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { cellsOf } from '../../../../local/sagemaker/transform/csv-row.ts';
import { inOrder } from '../../../../local/sagemaker/transform/in-order.ts';
import { type Payload, payloadsOf, type Splitting } from '../../../../local/sagemaker/transform/payloads.ts';
import { readRowFilter } from '../../../../local/sagemaker/transform/row-filter.ts';

describe('readRowFilter', () => {
  it.each([
    ['$', ['a', 'b', 'c']],
    ['$[*]', ['a', 'b', 'c']],
    ['$.*', ['a', 'b', 'c']],
    ['$[1]', ['b']],
    ['$[2, 0]', ['c', 'a']],
    ['$[0,-1]', ['a', 'c']],
    ['$[1:]', ['b', 'c']],
    ['$[:-1]', ['a', 'b']],
    ['$[1:2]', ['b']],
    ['$[0:9]', ['a', 'b', 'c']],
    ['$[5]', [undefined]],
  ])('picks with %s', (path, kept) => {
    expect(readRowFilter(path)?.(['a', 'b', 'c'])).toEqual(kept);
  });

  it.each(['$.id', "$['id']", '$[', '$[]', '$[:', '$[a]', '$[-:1]', '', '$[0][1]', '$[1,]'])('refuses %s', (path) => {
    expect(readRowFilter(path)).toBeUndefined();
  });
});

describe('cellsOf', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b","say ""hi""",c', ['"a,b"', '"say ""hi"""', 'c']],
    ['5" pipe,x', ['5" pipe', 'x']],
  ])('parts %s and keeps quotes', (line, cells) => {
    expect(cellsOf(line)).toEqual(cells);
  });

  it.each(['"half', 'a,"b', '"a"b,c'])('refuses %s', (line) => {
    expect(cellsOf(line)).toBeUndefined();
  });
});

describe('payloadsOf', () => {
  const splitting: Splitting = { split: 'Line', strategy: 'MULTI_RECORD', mostBytes: 6, filter: (record) => record, joins: false };
  const payloads = async (chunks: readonly string[], changes: Partial<Splitting> = {}) => {
    const all: Payload[] = [];
    for await (const payload of payloadsOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { ...splitting, ...changes })) all.push(payload);
    return all.map(({ body }) => body.toString());
  };

  it.each<{ it: string; chunks: string[]; changes?: Partial<Splitting>; bodies: string[] }>([
    { it: 'fills payloads up to the limit', chunks: ['aa\nbb\ncc\n'], bodies: ['aa\nbb\n', 'cc\n'] },
    { it: 'finds lines across chunks', chunks: ['a', 'a\nb', 'b\n'], bodies: ['aa\nbb\n'] },
    { it: 'keeps the ends of lines, and none where there is none', chunks: ['a\r\n\nb'], bodies: ['a\r\n\nb'] },
    { it: 'sends records one by one', chunks: ['a\nb\n'], changes: { strategy: 'SINGLE_RECORD' }, bodies: ['a\n', 'b\n'] },
    {
      it: 'counts whole records, whatever is left of them',
      chunks: ['aa\nbb\ncc\n'],
      changes: { filter: (record) => record.subarray(1) },
      bodies: ['a\nb\n', 'c\n'],
    },
    { it: 'sends a whole object', chunks: ['a\nb', '\nc'], changes: { split: 'None' }, bodies: ['a\nb\nc'] },
    { it: 'sends an empty whole', chunks: [], changes: { split: 'None' }, bodies: [''] },
    { it: 'sends nothing of nothing', chunks: [], bodies: [] },
  ])('$it', async ({ chunks, changes, bodies }) => {
    expect(await payloads(chunks, changes)).toEqual(bodies);
  });

  it.each<Partial<Splitting>>([{ split: 'None' }, { split: 'Line' }])('refuses more than a payload takes: %j', async (changes) => {
    await expect(payloads(['a\n', 'bbb', 'bbbb'], changes)).rejects.toThrow('Too much data for max payload size (6 bytes)');
  });

  it('holds a payload and a chunk at most, however much there is', async () => {
    let read = 0;
    const source = async function* () {
      for (; read < 1000; read += 1) yield Buffer.from('12345\n');
    };

    const first = await payloadsOf(Readable.from(source(), { highWaterMark: 1 }), splitting).next();

    expect(first.value?.body.toString()).toBe('12345\n');
    expect(read).toBeLessThan(10);
  });
});

describe('inOrder', () => {
  it('works on a few at once and answers in the order of the sources', async () => {
    const begun: number[] = [];
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const results = inOrder([1, 2, 3, 4], 3, async (number) => {
      begun.push(number);
      if (number === 3) resolve();
      if (number === 1) await late;
      return number;
    });

    const first = await results.next();
    const begunByThen = [...begun];
    const rest: number[] = [];
    for await (const result of results) rest.push(result);

    expect(first.value).toBe(1);
    expect(begunByThen).toEqual([1, 2, 3]);
    expect(rest).toEqual([2, 3, 4]);
  });

  it('ends with the first failure, once the others have ended', async () => {
    const ended: number[] = [];
    const results = inOrder([1, 2], 2, async (number) => {
      if (number === 1) throw new Error('no');
      await Promise.resolve();
      ended.push(number);
      return number;
    });

    await expect(results.next()).rejects.toThrow('no');
    expect(ended).toEqual([2]);
  });
});
