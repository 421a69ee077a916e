import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const TableName = 'records';
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
let world: GatewayWorld;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  world = await startGatewayWorld();
  dynamodb = new DynamoDBClient(world.client());
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}, 30_000);

afterAll(async () => {
  dynamodb.destroy();
  await world.close();
});

const increment = (sk: string) => ({ Update: { TableName, Key: key(sk), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } } });
const impossible = { ConditionCheck: { TableName, Key: key('nobody'), ConditionExpression: 'attribute_exists(pk)' } };
const read = async (sk: string) => (await dynamodb.send(new GetItemCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item;

describe('a refused transaction', () => {
  it('leaves everything as it was: what it put, changed and deleted', async () => {
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('changed'), n: { N: '1' } } }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('deleted'), n: { N: '1' } } }));

    const refused = dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: key('put') } }, increment('changed'), { Delete: { TableName, Key: key('deleted') } }, impossible],
      }),
    );

    await expect(refused).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect([await read('put'), await read('changed'), await read('deleted')]).toEqual([
      undefined,
      { ...key('changed'), n: { N: '1' } },
      { ...key('deleted'), n: { N: '1' } },
    ]);
  });

  it('takes nothing from those that run at the same moment', async () => {
    const counting = Array.from({ length: 40 }, () => dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [increment('counter')] })));
    const failing = Array.from({ length: 40 }, () =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [increment('counter'), impossible] })).catch(() => undefined),
    );

    await Promise.all([...counting, ...failing]);

    expect(await read('counter')).toMatchObject({ n: { N: '40' } });
  });
});

describe('a condition that many want to meet at once', () => {
  it('is met by one', async () => {
    const put = () => dynamodb.send(new PutItemCommand({ TableName, Item: key('once'), ConditionExpression: 'attribute_not_exists(pk)' }));

    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, put));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
