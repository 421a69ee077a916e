import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { RecordsBusyError } from '../core/errors.ts';
import type { Item, Records, Write, Written } from '../core/ports.ts';
import { expressionOf } from './record-expressions.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
const ATTEMPTS = 8;

/**
 * The records in one DynamoDB table. Every write is a transaction, a single one too: its client token makes a repetition
 * after a lost answer succeed, where a plain conditional write would find its own traces and call itself refused.
 */
export function dynamoRecords(table: string, client = new DynamoDBClient({})): Records {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    async get({ pk, sk }) {
      return (await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))).Item;
    },
    query: (pk, prefix, options = {}) => queryAll(documents, table, { pk, prefix, ...options }),
    write: (...writes) =>
      writeAll(
        documents,
        writes.map((write) => transactItem(table, write)),
      ),
  };
}

type Asked = { readonly pk: string; readonly prefix: string; readonly limit?: number; readonly newestFirst?: boolean };

async function queryAll(
  documents: DynamoDBDocumentClient,
  table: string,
  { pk, prefix, limit = Number.POSITIVE_INFINITY, newestFirst = false }: Asked,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(Number.isFinite(limit) && { Limit: limit - items.length }),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from && items.length < limit);
  return items;
}

/** Another transaction on one of the items is no refusal: whoever waits a moment is judged against its result. */
async function writeAll(documents: DynamoDBDocumentClient, items: TransactItem[], attempt = 1): Promise<Written> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: items }));
    return { done: true };
  } catch (error) {
    if (!isPassing(error)) return refusedBy(error);
    if (attempt === ATTEMPTS) throw new RecordsBusyError(`the records stayed busy through ${ATTEMPTS} attempts; try again`, { cause: error });
    await pause(Math.random() * 25 * 2 ** attempt);
    return writeAll(documents, items, attempt + 1);
  }
}

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

function transactItem(TableName: string, write: Write): TransactItem {
  const options = { TableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const, ...expressionOf(write) };
  if ('put' in write) return { Put: { ...options, Item: { ...write.item, ...write.put } } };
  if ('update' in write) return { Update: { UpdateExpression: '', ...options, Key: write.update } };
  if ('delete' in write) return { Delete: { ...options, Key: write.delete } };
  return { ConditionCheck: { ConditionExpression: '', ...options, Key: write.check } };
}
