import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoRecords } from '../../adapters/records.ts';
import type { Records, Write } from '../../core/ports.ts';
import { inMemoryRecords } from '../world/in-memory-records.ts';
import { startMoto } from './moto-server.ts';

const a = { pk: 'P', sk: 'A' };
const b = { pk: 'P', sk: 'B' };

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: DynamoDBClient;
let tables = 0;
let both: readonly Records[];

beforeAll(async () => {
  moto = await startMoto();
  client = new DynamoDBClient(moto.client);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});
beforeEach(async () => {
  tables += 1;
  const TableName = `records-${tables}`;
  const keys = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ] as const;
  const AttributeDefinitions = keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' as const }));
  await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [...keys], AttributeDefinitions }));
  both = [dynamoRecords(TableName, client), inMemoryRecords()];
});

/** Does the same on DynamoDB and in memory; answers what both said, once it is sure that they said the same. */
async function onBoth<Answer>(act: (records: Records) => Promise<Answer>): Promise<Answer | 'thrown'> {
  const [dynamo, memory] = await Promise.all(both.map((records) => act(records).catch(() => 'thrown' as const)));
  expect(memory).toEqual(dynamo);
  return dynamo === undefined ? await Promise.reject(new Error('nothing was answered')) : dynamo;
}

const write = (...writes: readonly Write[]) => onBoth((records) => records.write(...writes));
const read = () => onBoth((records) => records.query('P', ''));
const done = { done: true };

describe('the records in DynamoDB and in memory', () => {
  it('glance at many items at once, and pass over those that are not there', async () => {
    const keys = Array.from({ length: 250 }, (_, n) => ({ pk: `P${n}`, sk: 'A' }));
    for (const put of keys.slice(0, 120)) await write({ put, item: { n: put.pk } });

    const found = await onBoth(async (records) => (await records.glance(keys)).map(({ n }) => String(n)).toSorted());

    expect(found).toHaveLength(120);
    expect(await onBoth((records) => records.glance([]))).toEqual([]);
  });

  it('put, change and delete items alike', async () => {
    await write({ put: a, item: { text: 'x', number: 1.5, flag: true, list: [1, { deep: null }], map: { inner: 'y' }, left: undefined } });
    await write({
      update: a,
      set: { 'map.inner': 'z', 'map.added': [1], status: 'reserved word', left: undefined },
      append: { list: ['more'], fresh: [1, 2] },
      remove: ['text', 'never'],
    });
    await write({ update: b, set: { size: 0 } });

    const items = await read();

    expect(items).toEqual([
      { ...a, number: 1.5, flag: true, list: [1, { deep: null }, 'more'], fresh: [1, 2], map: { inner: 'z', added: [1] }, status: 'reserved word' },
      { ...b, size: 0 },
    ]);
    expect(await write({ delete: a }, { delete: { pk: 'P', sk: 'never there' } })).toEqual(done);
    expect(await read()).toEqual([{ ...b, size: 0 }]);
  });

  it('write all or nothing, and show every item that stood in the way', async () => {
    await write({ put: a, item: { active: { run: 'r1' } } });

    const refused = await write(
      { put: a, item: {}, when: { absent: 'pk' } },
      { put: { pk: 'P', sk: 'C' }, item: {} },
      { check: b, when: { equals: ['active.run', 'r1'] } },
    );

    expect(refused).toEqual({ done: false, refused: [{ index: 0, current: { ...a, active: { run: 'r1' } } }, { index: 2 }] });
    expect(await read()).toEqual([{ ...a, active: { run: 'r1' } }]);
  });

  it.each([
    ['absent', { absent: 'none' }, true],
    ['absent, of something there', { absent: 'map.inner' }, false],
    ['present', { present: 'map.inner' }, true],
    ['present, under something that is no map', { present: 'text.inner' }, false],
    ['equals', { equals: ['map.inner', 2] }, true],
    ['equals, of another type', { equals: ['map.inner', '2'] }, false],
    ['equals, of something absent', { equals: ['none', 2] }, false],
    ['less than', { lessThan: ['text', 'n'] }, true],
    ['less than itself', { lessThan: ['text', 'm'] }, false],
    ['less than, of something absent', { lessThan: ['none', 'n'] }, false],
    ['at most itself', { atMost: ['map.inner', 2] }, true],
    ['at most less', { atMost: ['map.inner', 1] }, false],
    ['any of', { anyOf: [{ absent: 'text' }, { equals: ['flag', true] }] }, true],
    ['any of none', { anyOf: [{ absent: 'text' }, { equals: ['flag', false] }] }, false],
    ['all of', { allOf: [{ present: 'text' }, { anyOf: [{ equals: ['flag', true] }, { absent: 'flag' }] }] }, true],
    ['all of but one', { allOf: [{ present: 'text' }, { absent: 'flag' }] }, false],
  ] as const)('judge "%s" alike, in every kind of write', async (_, when, holds) => {
    const item = { text: 'm', map: { inner: 2 }, flag: true };
    await write({ put: a, item });

    const refused = { done: false, refused: [{ index: 0, current: { ...a, ...item } }] };

    expect(await write({ check: a, when })).toEqual(holds ? done : refused);
    expect(await write({ put: a, item, when })).toEqual(holds ? done : refused);
    expect(await write({ update: a, set: { text: 'm' }, when })).toEqual(holds ? done : refused);
    expect(await write({ delete: a, when })).toEqual(holds ? done : refused);
  });

  it('take a hundred writes at once, but not one more, and not two on one item', async () => {
    const puts = Array.from({ length: 101 }, (_, n) => ({ put: { pk: 'P', sk: String(n).padStart(3, '0') }, item: { n } }));

    expect(await write(...puts)).toBe('thrown');
    expect(await write({ put: a, item: {} }, { update: a, set: { n: 1 } })).toBe('thrown');
    expect(await write(...puts.slice(0, 100))).toEqual(done);
    expect(await onBoth(async (records) => (await records.query('P', '')).length)).toBe(100);
  });

  it('refuse to write below what is not there', async () => {
    await write({ put: a, item: { text: 'x' } });

    expect(await write({ update: a, set: { 'none.inner': 1 } })).toBe('thrown');
    expect(await write({ update: b, set: { 'active.state': 'working' } })).toBe('thrown');
    expect(await read()).toEqual([{ ...a, text: 'x' }]);
  });

  it('find what begins alike, in order, newest first where asked, as many as asked', async () => {
    const puts = ['RUN#000001', 'RUN#000002', 'RUN#000010', 'REQUEST#1'].map((sk) => ({ put: { pk: 'P', sk }, item: {} }));
    await write(...puts, { put: { pk: 'Q', sk: 'RUN#000003' }, item: {} });

    const sorted = await onBoth((records) => records.query('P', 'RUN#'));
    const newest = await onBoth((records) => records.query('P', 'RUN#', { newestFirst: true, limit: 2 }));

    expect(sorted).toMatchObject([{ sk: 'RUN#000001' }, { sk: 'RUN#000002' }, { sk: 'RUN#000010' }]);
    expect(newest).toMatchObject([{ sk: 'RUN#000010' }, { sk: 'RUN#000002' }]);
    expect(await Promise.all(both.map((records) => records.get({ pk: 'P', sk: 'RUN#0' })))).toEqual([undefined, undefined]);
    expect(await onBoth(async (records) => (await records.get({ pk: 'Q', sk: 'RUN#000003' })) ?? {})).toEqual({ pk: 'Q', sk: 'RUN#000003' });
  });

  it('hold more than one page of a query', async () => {
    const text = 'x'.repeat(300_000);
    for (const n of [1, 2, 3, 4, 5]) await write({ put: { pk: 'P', sk: `PAGE#${n}` }, item: { text } });

    const found = await onBoth(async (records) => (await records.query('P', 'PAGE#')).map(({ sk }) => sk));

    expect(found).toEqual(['PAGE#1', 'PAGE#2', 'PAGE#3', 'PAGE#4', 'PAGE#5']);
  });
});
