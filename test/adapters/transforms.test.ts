import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudWatchLogTail } from '../../adapters/log-tail.ts';
import { transformRequest } from '../../adapters/transform-request.ts';
import { sagemakerTransforms } from '../../adapters/transforms.ts';
import type { TransformSpec } from '../../core/ports.ts';
import { startAnswering } from './answering-server.ts';
import { startMoto } from './moto-server.ts';

const SETTINGS = { roleArn: 'arn:aws:iam::123456789012:role/transform-job', dataKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1f0e' };
const FOLDER = 's3://artifacts/cars/batches-scored/cars-batch-0123456789ab/1/';
const SPEC: TransformSpec = {
  ...{ name: 'cars-batch-0123456789ab-1-j1', project: 'cars', batch: 'cars-batch-0123456789ab', cleanSha256: '9f'.repeat(32) },
  image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training@sha256:${'ab'.repeat(32)}`,
  modelArtifacts: 's3://artifacts/cars/jobs/cars-1-abcdef-a1/output/model.tar.gz',
  ...{ instanceType: 'ml.m5.large', maxPayloadInMB: 6, environment: { NACRE_BATCH: 'cars-batch-0123456789ab' } },
  ...{ input: `${FOLDER}clean.csv`, output: `${FOLDER}cars-batch-0123456789ab-1-j1/` },
};

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: SageMakerClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new SageMakerClient(moto.client);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('a transform job', () => {
  it('is created with a model of its own name, and found again with its tags', async () => {
    const transforms = sagemakerTransforms(SETTINGS, client);

    expect(await transforms.create(SPEC)).toBe('created');

    const { PrimaryContainer, ExecutionRoleArn } = await client.send(new DescribeModelCommand({ ModelName: SPEC.name }));
    expect(PrimaryContainer).toMatchObject({ Image: SPEC.image, ModelDataUrl: SPEC.modelArtifacts, Environment: SPEC.environment });
    expect(ExecutionRoleArn).toBe(SETTINGS.roleArn);
    expect(await transforms.describe(SPEC.name)).toMatchObject({
      name: SPEC.name,
      arn: expect.stringContaining(`transform-job/${SPEC.name}`),
      tags: { 'nacre:batch': SPEC.batch, 'nacre:project': 'cars', 'nacre:clean-sha256': SPEC.cleanSha256 },
    });
  });

  it('splits and assembles by line, many records a request, under our key', () => {
    expect(transformRequest(SPEC, SETTINGS)).toMatchObject({
      ...{ BatchStrategy: 'MultiRecord', MaxConcurrentTransforms: 1, MaxPayloadInMB: 6, Environment: SPEC.environment },
      TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: SPEC.input } }, ContentType: 'text/csv', SplitType: 'Line' },
      TransformOutput: { S3OutputPath: SPEC.output, Accept: 'text/csv', AssembleWith: 'Line', KmsKeyId: SETTINGS.dataKeyArn },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeKmsKeyId: SETTINGS.dataKeyArn },
    });
  });

  it('gives no key to a type with drives of its own, and takes nothing for a type that is none', () => {
    const resources = (instanceType: string) => transformRequest({ ...SPEC, instanceType }, SETTINGS).TransformResources;

    expect(resources('ml.g5.xlarge')).not.toHaveProperty('VolumeKmsKeyId');
    expect(() => resources('m5.large')).toThrow('m5.large is no SageMaker instance type');
  });

  it('loses its model once, however often it is discarded', async () => {
    const transforms = sagemakerTransforms(SETTINGS, client);
    await transforms.create({ ...SPEC, name: `${SPEC.name}-gone` });

    await transforms.discardModel(`${SPEC.name}-gone`);
    await transforms.discardModel(`${SPEC.name}-gone`);

    await expect(client.send(new DescribeModelCommand({ ModelName: `${SPEC.name}-gone` }))).rejects.toThrow();
  });

  it('is created by no function that has nothing to create it with', async () => {
    await expect(sagemakerTransforms(undefined, client).create(SPEC)).rejects.toThrow(SPEC.name);
  });

  it('has the last lines of its server read, not those of SageMaker’s own log', async () => {
    const logs = new CloudWatchLogsClient(moto.client);
    const logGroupName = '/aws/sagemaker/TransformJobs';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of [`${SPEC.name}/i-1`, `${SPEC.name}/i-1/data-log`]) {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp: Date.now(), message: logStreamName }] }));
    }

    expect(await cloudWatchLogTail('transform', logs)(SPEC.name, 5)).toEqual([`${SPEC.name}/i-1`]);
    logs.destroy();
  });
});

async function transformsWhere(error: { readonly code: string; readonly message: string }, answers = {}) {
  const service = await startAnswering(error, answers);
  return { ...service, transforms: sagemakerTransforms(SETTINGS, new SageMakerClient(service.settings)), [Symbol.asyncDispose]: service[Symbol.asyncDispose] };
}

describe("SageMaker's answers", () => {
  it('say that there is no such job, nothing to stop and no model to delete', async () => {
    await using service = await transformsWhere({ code: 'ValidationException', message: 'Requested resource not found.' });

    expect(await service.transforms.describe(SPEC.name)).toBeUndefined();
    await service.transforms.stop(SPEC.name);
    await service.transforms.discardModel(SPEC.name);
    expect(service.asked.map(({ action }) => action)).toEqual(['DescribeTransformJob', 'StopTransformJob', 'DeleteModel']);
  });

  it.each([
    ['is the one that an earlier try of ours left', SPEC.image, 'created'],
    ["is a stranger's", 'another', 'TransformNameTakenError'],
  ])('say that there is a model of that name, which %s', async (_, Image, fate) => {
    const taken = {
      code: 'ValidationException',
      message: `Cannot create already existing model "arn:aws:sagemaker:eu-west-1:123456789012:model/${SPEC.name}".`,
    };
    const PrimaryContainer = { Image, ModelDataUrl: SPEC.modelArtifacts };
    await using service = await transformsWhere(taken, { DescribeModel: { PrimaryContainer }, CreateTransformJob: { TransformJobArn: 'arn' } });

    expect(await service.transforms.create(SPEC).catch(({ name }) => name)).toBe(fate);
  });

  it('say what cannot be helped, and that is passed on', async () => {
    await using service = await transformsWhere({ code: 'AccessDeniedException', message: 'no' });
    const { transforms } = service;

    for (const call of [transforms.create(SPEC), transforms.describe(SPEC.name), transforms.stop(SPEC.name), transforms.discardModel(SPEC.name)]) {
      await expect(call).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });
});
