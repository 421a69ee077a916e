import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { RecordsBusyError } from '../core/errors.ts';
import type { Item, Key, Records, Write, Written } from '../core/ports.ts';
import { PATIENT } from './patient.ts';
import { expressionOf } from './record-expressions.ts';

const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
/** Half a minute as a rule, of the two that most functions have. */
const ATTEMPTS = 20;
/** Milliseconds. A table that thousands write to at the same moment recovers only if they wait for seconds. */
const LONGEST_PAUSE = 5000;
/** Of BatchGetItem. */
const KEYS_A_CALL = 100;
/** Optional members that are not there are not stored. */
const KEPT = { removeUndefinedValues: true };

/**
 * The records in one DynamoDB table. Every write is a transaction, a single one too: its client token makes a repetition
 * after a lost answer succeed, where a plain conditional write would find its own traces and call itself refused.
 */
export function dynamoRecords(table: string, client = new DynamoDBClient(PATIENT)): Records {
  return {
    async get({ pk, sk }) {
      const { Item: found } = await client.send(new GetItemCommand({ TableName: table, Key: marshall({ pk, sk }), ConsistentRead: true }));
      return found && unmarshall(found);
    },
    async glance(keys) {
      const found: Item[] = [];
      for (let from = 0; from < keys.length; from += KEYS_A_CALL) found.push(...(await glanceAt(client, table, keys.slice(from, from + KEYS_A_CALL))));
      return found;
    },
    query: (pk, prefix, options = {}) => queryAll(client, table, { pk, prefix, ...options }),
    write: (...writes) =>
      writeAll(
        client,
        writes.map((write) => transactItem(table, write)),
      ),
  };
}

/** DynamoDB answers what it can at once and names the rest. */
async function glanceAt(client: DynamoDBClient, table: string, keys: readonly Key[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let asked: BatchGetItemCommandOutput['UnprocessedKeys'] = { [table]: { Keys: keys.map(({ pk, sk }) => marshall({ pk, sk })) } };
  for (let attempt = 1; asked && Object.keys(asked).length > 0; attempt += 1) {
    if (attempt > ATTEMPTS) throw new RecordsBusyError(`the records stayed busy through ${ATTEMPTS} attempts; try again`);
    if (attempt > 1) await backOff(attempt - 1);
    const answer: BatchGetItemCommandOutput = await client.send(new BatchGetItemCommand({ RequestItems: asked }));
    found.push(...(answer.Responses?.[table] ?? []).map((item) => unmarshall(item)));
    asked = answer.UnprocessedKeys;
  }
  return found;
}

type Asked = { readonly pk: string; readonly prefix: string; readonly limit?: number; readonly newestFirst?: boolean };

async function queryAll(
  client: DynamoDBClient,
  table: string,
  { pk, prefix, limit = Number.POSITIVE_INFINITY, newestFirst = false }: Asked,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) }),
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(Number.isFinite(limit) && { Limit: limit - items.length }),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey;
  } while (from && items.length < limit);
  return items;
}

/** Another transaction on one of the items is no refusal: whoever waits a moment is judged against its result. */
async function writeAll(client: DynamoDBClient, items: TransactWriteItem[], attempt = 1): Promise<Written> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return { done: true };
  } catch (error) {
    if (!isPassing(error)) return refusedBy(error);
    if (attempt === ATTEMPTS) throw new RecordsBusyError(`the records stayed busy through ${ATTEMPTS} attempts; try again`, { cause: error });
    await backOff(attempt);
    return writeAll(client, items, attempt + 1);
  }
}

const backOff = (attempt: number) => pause(Math.random() * Math.min(LONGEST_PAUSE, 25 * 2 ** attempt));

function isPassing(error: unknown): boolean {
  if (error instanceof TransactionInProgressException) return true;
  return error instanceof TransactionCanceledException && (error.CancellationReasons ?? []).some(({ Code }) => PASSING.includes(Code ?? ''));
}

/** Only conditions refuse; anything else in the way is a technical cause. */
function refusedBy(error: unknown): Written {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const refused = (error.CancellationReasons ?? []).flatMap(({ Code, Item: current }, index) =>
    Code === 'ConditionalCheckFailed' ? [{ index, ...(current && Object.keys(current).length > 0 && { current: unmarshall(current) }) }] : [],
  );
  if (refused.length === 0) throw error;
  return { done: false, refused };
}

function transactItem(TableName: string, write: Write): TransactWriteItem {
  const { ExpressionAttributeValues: values, ...expression } = expressionOf(write);
  const options = {
    TableName,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ...expression,
    ...(values && { ExpressionAttributeValues: marshall(values, KEPT) }),
  };
  if ('put' in write) return { Put: { ...options, Item: marshall({ ...write.item, ...write.put }, KEPT) } };
  if ('update' in write) return { Update: { UpdateExpression: '', ...options, Key: marshall(write.update) } };
  if ('delete' in write) return { Delete: { ...options, Key: marshall(write.delete) } };
  return { ConditionCheck: { ConditionExpression: '', ...options, Key: marshall(write.check) } };
}
