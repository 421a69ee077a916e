import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { GetBucketEncryptionCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createPermissions } from '../../../local/iam/permissions.ts';
import { type Moto, startMoto } from '../../../local/moto/start.ts';
import { clientsOf } from '../../../local/provision/clients.ts';
import { type Provisioned, provision } from '../../../local/provision/provision.ts';
import { type Compiled, compile, root } from '../../infrastructure/compiled.ts';
import { rememberingPlanes } from './remembering-planes.ts';

const parameters = { MailFrom: 'nacre@example.com', OperatorMail: 'operators@example.com' };

describe('the compiled template, applied', () => {
  const place = { port: 4566, region: 'eu-west-1', account: '123456789012', stage: 'dev', root };
  let moto: Moto;
  let compiled: Compiled;
  let provisioned: Provisioned;
  let aws: ReturnType<typeof clientsOf>;
  const permissions = createPermissions(place);
  const { planes, defined } = rememberingPlanes(permissions);
  const apply = () =>
    provision(compiled.template, {
      settings: { ...place, folder: '', endpoint: `http://127.0.0.1:${moto.port}` },
      parameters,
      packageFolder: compiled.folder,
      planes,
    });

  beforeAll(async () => {
    moto = await startMoto({ ...place, folder: await mkdtemp(join(tmpdir(), 'nacre-provision-')) });
    aws = clientsOf({ endpoint: `http://127.0.0.1:${moto.port}`, region: place.region }, permissions.operator.credentials);
    compiled = await compile();
    provisioned = await apply();
  });
  afterAll(() => moto.close());

  it('answers what people ask for', () => {
    expect(provisioned.outputs).toMatchObject({
      DataBucketName: 'nacre-dev-data-123456789012-eu-west-1',
      RecordsTableName: 'nacre-dev-records',
      TrainModelArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:nacre-dev-train-model',
      TrainingImagesUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training',
    });
  });

  it('makes buckets that keep versions and encrypt with our key', async () => {
    const Bucket = provisioned.outputs['DataBucketName'];

    expect(await aws.s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: 'Enabled' });
    expect(await aws.s3.send(new GetBucketEncryptionCommand({ Bucket }))).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: provisioned.outputs['DataKeyArn'] } }] },
    });
  });

  it('makes a table that nobody deletes by accident', async () => {
    const TableName = provisioned.outputs['RecordsTableName'];

    const deletion = aws.dynamodb.send(new DeleteTableCommand({ TableName }));

    await expect(deletion).rejects.toThrow(/DeletionProtectionEnabled/);
    expect((await aws.dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
  });

  it('makes the queue and the repository', async () => {
    const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: provisioned.outputs['FailedEventsUrl'], AttributeNames: ['All'] }));
    const { repositories } = await aws.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['nacre/training'] }));

    expect(Attributes).toMatchObject({ MessageRetentionPeriod: '1209600', Policy: expect.stringContaining('KeepWhatRulesCouldNotDeliver') });
    expect(repositories?.[0]).toMatchObject({ imageTagMutability: 'MUTABLE' });
  });

  it('hands every function to the host, with its settings, role, bundle and failure queue', () => {
    expect(defined.functions.get('nacre-dev-acceptDataset')).toEqual({
      name: 'nacre-dev-acceptDataset',
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-acceptDataset',
      roleArn: 'arn:aws:iam::123456789012:role/nacre-dev-eu-west-1-acceptDataset',
      handler: 'functions/accept-dataset.handler',
      runtime: 'nodejs24.x',
      zip: join(compiled.folder, 'acceptDataset.zip'),
      timeoutSeconds: 120,
      memoryMB: 512,
      environment: {
        LOG_LEVEL: 'INFO',
        POWERTOOLS_SERVICE_NAME: 'nacre',
        RECORDS_TABLE: 'nacre-dev-records',
        TRAIN_MODEL_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:nacre-dev-train-model',
        MAIL_FROM: 'nacre@example.com',
        OPERATOR_MAIL: 'operators@example.com',
      },
      logGroup: '/aws/lambda/nacre-dev-acceptDataset',
      tracing: true,
      asynchronous: { retries: 2, maximumAgeSeconds: 21_600, onFailureArn: 'arn:aws:sqs:eu-west-1:123456789012:nacre-dev-failed-events' },
    });
    expect(defined.functions.size).toBe(compiled.of('AWS::Lambda::Function', z.unknown()).length);
  });

  it('hands every rule to the bus, and lets the bus invoke and keep what failed', () => {
    const rule = defined.rules.get('nacre-dev-acceptDataset');
    const source = { 'aws:SourceArn': rule?.arn ?? '' };

    expect(rule).toMatchObject({ state: 'ENABLED', targets: [{ retry: { attempts: 185, maximumAgeSeconds: 86_400 } }] });
    expect(() => permissions.authorizeService('events.amazonaws.com', 'lambda:InvokeFunction', rule?.targets[0]?.arn ?? '', source)).not.toThrow();
    expect(() => permissions.authorizeService('events.amazonaws.com', 'sqs:SendMessage', rule?.targets[0]?.deadLetterArn ?? '', source)).not.toThrow();
    expect(() => permissions.authorizeService('events.amazonaws.com', 'lambda:InvokeFunction', rule?.targets[0]?.arn ?? '')).toThrow();
  });

  it('hands over the state machine with the ARNs of its functions', () => {
    const machine = defined.stateMachines.get('nacre-dev-train-model');

    expect(machine).toMatchObject({ roleArn: 'arn:aws:iam::123456789012:role/nacre-dev-eu-west-1-train-model', tracing: true });
    expect(machine?.definition).toContain('"FunctionName":"arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-claimRequests"');
    expect(machine?.definition).not.toContain('${');
  });

  it('lets the training job use the key for its volumes and through S3 only', () => {
    const { identity } = permissions.assume('arn:aws:iam::123456789012:role/nacre-dev-eu-west-1-training-job', 'sagemaker.amazonaws.com', 'job');
    const key = provisioned.outputs['DataKeyArn'] ?? '';
    const throughS3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com', 'kms:CallerAccount': '123456789012' };

    expect(() => permissions.authorize(identity, 'kms:CreateGrant', key, { 'kms:GrantIsForAWSResource': 'true' })).not.toThrow();
    expect(() => permissions.authorize(identity, 'kms:Decrypt', key, throughS3)).not.toThrow();
    expect(() => permissions.authorize(identity, 'kms:Decrypt', key)).toThrow();
  });

  it('lists what it accepted without enforcing', () => {
    const of = (resource: string) => provisioned.recordedNotEnforced.filter((one) => one.resource === resource).map(({ property }) => property);

    expect(of('DataBucket')).toEqual([
      ...['OwnershipControls', 'PublicAccessBlockConfiguration', 'LifecycleConfiguration'],
      ...['DeletionPolicy', 'UpdateReplacePolicy'],
    ]);
    expect(of('AcceptDatasetRole')).toEqual([]);
  });

  it('may be applied again', async () => {
    const again = await apply();

    expect(again.outputs).toEqual(provisioned.outputs);
  });
});
