import type { Facts } from '../../plane.ts';
import { arnOf, factsIn, listIn, type Need, type NeedsOf, type Place, textIn } from './need.ts';

/** DynamoDB: by table; a transaction needs what each of its entries would need alone. */
export const needsOfDynamoDb: NeedsOf = (action, input, place) => {
  if (action === 'TransactWriteItems' || action === 'TransactGetItems')
    return listIn(input, 'TransactItems').flatMap((entry) => entryNeeds(action, entry, place));
  if (action === 'BatchWriteItem' || action === 'BatchGetItem') {
    return Object.keys(factsIn(input, 'RequestItems')).map((table) => ({ action: `dynamodb:${action}`, resource: tableArn(table, place) }));
  }
  const index = textIn(input, 'IndexName');
  const name = textIn(input, 'TableName') ?? textIn(input, 'ResourceArn');
  const table = name === undefined ? '*' : tableArn(name, place);
  return [{ action: `dynamodb:${action}`, resource: index === undefined ? table : `${table}/index/${index}` }];
};

const ENTRY_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function entryNeeds(enclosing: string, entry: Facts, place: Place): readonly Need[] {
  return Object.keys(entry).flatMap((kind) => {
    const action = ENTRY_ACTIONS[kind];
    const table = textIn(factsIn(entry, kind), 'TableName');
    if (action === undefined || table === undefined) return [];
    return [{ action: `dynamodb:${action}`, resource: tableArn(table, place), context: { 'dynamodb:EnclosingOperation': enclosing } }];
  });
}

function tableArn(table: string, place: Place): string {
  return arnOf('dynamodb', place, 'table/', table);
}
