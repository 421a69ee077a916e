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
});

afterAll(async () => {
  dynamodb.destroy();
  await world.close();
});

const increment = (sk: string) => ({ Update: { TableName, Key: key(sk), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } } });
const impossible = { ConditionCheck: { TableName, Key: key('nobody'), ConditionExpression: 'attribute_exists(pk)' } };
const read = async (sk: string) => (await dynamodb.send(new GetItemCommand({ TableName, Key: key(sk), ConsistentRead: true }))).Item;

describe('a transaction', () => {
  const count = (ClientRequestToken: string, sk = 'counted') =>
    dynamodb.send(new TransactWriteItemsCommand({ ClientRequestToken, TransactItems: [increment(sk)] }));

  it('is written once under one request token', async () => {
    await count('token-1');
    await count('token-1');
    await count('token-2');

    expect(await read('counted')).toMatchObject({ n: { N: '2' } });
    await expect(count('token-2', 'other')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  it('that is refused brings back what stood in the way, and is counted', async () => {
    const before = world.gateway.counts()['dynamodb:TransactWriteItems'] ?? 0;
    const put = {
      TableName,
      Item: key('counted'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };

    const refused = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] }));

    await expect(refused).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { n: { N: '2' } } }],
    });
    expect(world.gateway.counts()['dynamodb:TransactWriteItems']).toBe(before + 1);
  });

  it('needs the permissions of its entries', async () => {
    const credentials = world.role('putter', {
      Effect: 'Allow',
      Action: 'dynamodb:PutItem',
      Resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/records',
    });
    const client = new DynamoDBClient(world.client(credentials));
    const put = { Put: { TableName, Item: key('permitted') } };
    const check = { ConditionCheck: { TableName, Key: key('x'), ConditionExpression: 'attribute_not_exists(pk)' } };

    await client.send(new TransactWriteItemsCommand({ TransactItems: [put] }));

    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [put, check] }))).rejects.toThrow(
      'not authorized to perform: dynamodb:ConditionCheckItem',
    );
  });
});

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
