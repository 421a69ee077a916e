import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { dynamoRecords } from '../../adapters/records.ts';

/** A table that cancels the first transactions with these codes and then agrees; moto never does. */
function busyTable(...codes: readonly (readonly string[])[]) {
  const left = [...codes];
  const tokens: unknown[] = [];
  const client = new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  client.middlewareStack.add(
    () => async (args) => {
      tokens.push('ClientRequestToken' in args.input ? args.input.ClientRequestToken : undefined);
      const reasons = left.shift();
      if (!reasons) return { output: { $metadata: {} }, response: {} };
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: reasons.map((Code) => ({ Code })) });
    },
    { step: 'initialize', priority: 'low', name: 'busyTable' },
  );
  return { records: dynamoRecords('records', client), calls: () => tokens.length, tokens };
}

const writes = [
  { put: { pk: 'P', sk: 'A' }, item: {} },
  { put: { pk: 'P', sk: 'B' }, item: {} },
] as const;

/** Whoever waits draws how long: nobody waits here. */
beforeEach(() => void jest.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => void jest.restoreAllMocks());

describe('a write to a busy table', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])('is tried again after %s', async (code) => {
    const { records, calls } = busyTable(['None', code], [code, 'None']);

    expect(await records.write(...writes)).toEqual({ done: true });
    expect(calls()).toBe(3);
  });

  it('is judged again when a conflict stands beside a refused condition', async () => {
    const { records, calls } = busyTable(['ConditionalCheckFailed', 'TransactionConflict'], ['ConditionalCheckFailed', 'ConditionalCheckFailed']);

    expect(await records.write(...writes)).toEqual({ done: false, refused: [{ index: 0 }, { index: 1 }] });
    expect(calls()).toBe(2);
  });

  it('is given up with an error that the state machine retries', async () => {
    const { records } = busyTable(...Array.from({ length: 20 }, () => ['TransactionConflict', 'None']));

    await expect(records.write(...writes)).rejects.toMatchObject({ name: 'RecordsBusyError' });
  });

  it('is no refusal when it is invalid', async () => {
    const { records, calls } = busyTable(['ValidationError', 'None']);

    await expect(records.write(...writes)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(calls()).toBe(1);
  });
});
