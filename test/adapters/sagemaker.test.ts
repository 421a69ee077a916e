import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetImageCommand, CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { DescribeModelPackageCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ecrImages } from '../../adapters/images.ts';
import { sagemakerJobs } from '../../adapters/jobs.ts';
import { cloudWatchLogTail } from '../../adapters/log-tail.ts';
import { sagemakerRegistry } from '../../adapters/registry.ts';
import { trainingJobRequest } from '../../adapters/training-job-request.ts';
import type { ModelPackageSpec, TrainingJobSpec } from '../../core/ports.ts';
import { type MotoClient, startMoto } from './moto-server.ts';

const SETTINGS = {
  roleArn: 'arn:aws:iam::123456789012:role/nacre-dev-TrainingJobRole',
  dataKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1f0e2d3c-4b5a-4968-8776-655443322110',
  artifactsBucket: 'artifacts',
};
const SPEC: TrainingJobSpec = {
  name: 'abalone-1-abc123-a1',
  project: 'abalone',
  run: 'abalone-1-abc123',
  image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training@sha256:${'ab'.repeat(32)}`,
  instanceType: 'ml.g5.xlarge',
  volumeSizeInGB: 30,
  maxRuntimeSeconds: 3600,
  hyperparameters: { epochs: '100' },
  environment: { NACRE_RUN: 'abalone-1-abc123' },
  snapshot: 's3://artifacts/abalone/snapshots/5a/',
  contract: 's3://artifacts/abalone/runs/abalone-1-abc123/contract.json',
  snapshotSha256: '5a'.repeat(32),
  metricDefinitions: [{ name: 'rmse', regex: 'metric rmse=([-+0-9.eE]+)' }],
};

let moto: Awaited<ReturnType<typeof startMoto>>;
let settings: MotoClient;
let client: SageMakerClient;

beforeAll(async () => {
  moto = await startMoto();
  settings = moto.client;
  client = new SageMakerClient(settings);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('a training job', () => {
  it('is created with its tags, its key and its channel, and found again', async () => {
    const jobs = sagemakerJobs(SETTINGS, client);

    expect(await jobs.create(SPEC)).toBe('created');

    expect(await jobs.describe(SPEC.name)).toMatchObject({
      name: SPEC.name,
      arn: expect.stringContaining(`training-job/${SPEC.name}`),
      output: `s3://artifacts/abalone/jobs/${SPEC.name}/output/output.tar.gz`,
      instanceType: 'ml.g5.xlarge',
      tags: { 'nacre:run': 'abalone-1-abc123', 'nacre:project': 'abalone', 'nacre:snapshot': SPEC.snapshotSha256 },
    });
    expect(await client.send(new DescribeTrainingJobCommand({ TrainingJobName: SPEC.name }))).toMatchObject({
      OutputDataConfig: { KmsKeyId: SETTINGS.dataKeyArn },
    });
  });

  it('that nobody made is undefined', async () => {
    expect(await sagemakerJobs(undefined, client).describe('never-made-a1')).toBeUndefined();
  });

  it('is not created by a function that only watches jobs', async () => {
    await expect(sagemakerJobs(undefined, client).create(SPEC)).rejects.toThrow('cannot be created by a function that has no role');
  });

  it.each([
    ['ml.m5.xlarge', SETTINGS.dataKeyArn],
    ['ml.g5.xlarge', undefined],
  ])('on %s has its volume encrypted with the key %s', (instanceType, key) => {
    expect(trainingJobRequest({ ...SPEC, instanceType }, SETTINGS).ResourceConfig?.VolumeKmsKeyId).toBe(key);
  });

  it('on spot instances waits no longer than it may, and keeps its checkpoints under its run', () => {
    expect(trainingJobRequest({ ...SPEC, maxWaitSeconds: 7200 }, SETTINGS)).toMatchObject({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
      CheckpointConfig: { S3Uri: 's3://artifacts/abalone/checkpoints/abalone-1-abc123/' },
    });
    expect(trainingJobRequest(SPEC, SETTINGS)).not.toHaveProperty('CheckpointConfig');
  });

  it('keeps its network, since tracking needs it', () => {
    expect(trainingJobRequest(SPEC, SETTINGS)).toMatchObject({ EnableNetworkIsolation: false, AlgorithmSpecification: { TrainingInputMode: 'File' } });
  });
});

describe('the log of a training job', () => {
  it('is read from its end, oldest line first', async () => {
    const logs = new CloudWatchLogsClient(settings);
    const stream = { logGroupName: '/aws/sagemaker/TrainingJobs', logStreamName: `${SPEC.name}/algo-1-1795000000` };
    const tail = cloudWatchLogTail('training', logs);
    const before = await tail(SPEC.name, 2);
    await logs.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
    await logs.send(new CreateLogStreamCommand(stream));
    const now = Date.now();
    await logs.send(
      new PutLogEventsCommand({ ...stream, logEvents: ['one', 'two', 'three\n'].map((message, index) => ({ message, timestamp: now + index })) }),
    );

    const after = await tail(SPEC.name, 2);

    expect([before, after, await tail('other-a1', 2)]).toEqual([[], ['two', 'three'], []]);
  });
});

describe('an image', () => {
  it('is named by digest, with the commit that is among its tags', async () => {
    const ecr = new ECRClient(settings);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'nacre/training' }));
    const digest = await putImage(ecr, 'nacre/training', { layer: '01', tags: ['latest', 'c0'.repeat(20)] });

    const image = await ecrImages('registry.example', ecr).resolve('nacre/training', 'latest');

    expect(image).toEqual({ repository: 'nacre/training', tag: 'latest', digest, uri: `registry.example/nacre/training@${digest}`, commit: 'c0'.repeat(20) });
    expect(await ecrImages('registry.example', ecr).resolve('nacre/training', 'other')).toBeUndefined();
    expect(await ecrImages('registry.example', ecr).resolve('nacre/unknown', 'latest')).toBeUndefined();
  });

  it('is found by the digest of its push after its tag has moved on, and is none where nobody pushed that digest', async () => {
    const ecr = new ECRClient(settings);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'nacre/moving' }));
    const older = await putImage(ecr, 'nacre/moving', { layer: '02', tags: ['latest'] });
    const newer = await putImage(ecr, 'nacre/moving', { layer: '03', tags: ['latest'] });
    const images = ecrImages('registry.example', ecr);

    expect(await images.resolve('nacre/moving', 'latest')).toMatchObject({ digest: newer });
    expect(await images.resolve('nacre/moving', 'latest', older)).toMatchObject({ digest: older, tag: 'latest' });
    expect(await images.resolve('nacre/moving', 'latest', `sha256:${'00'.repeat(32)}`)).toBeUndefined();
  });
});

/** Answers the digest. */
async function putImage(ecr: ECRClient, repositoryName: string, { layer, tags }: { readonly layer: string; readonly tags: readonly string[] }) {
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config: { digest: `sha256:${layer.repeat(32)}` }, layers: [] });
  for (const imageTag of tags) await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
  const { images } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: tags[0] }] }));
  return images?.[0]?.imageId?.imageDigest;
}

describe('a model package', () => {
  const spec: ModelPackageSpec = {
    group: 'nacre-dev-abalone',
    clientToken: 'abalone-1-abc123',
    description: 'Predicts the age of abalone.',
    image: { repository: 'nacre/training', tag: 'latest', digest: `sha256:${'ab'.repeat(32)}`, uri: SPEC.image },
    modelArtifacts: 's3://artifacts/model.tar.gz',
    approval: 'Approved',
    evaluation: 's3://artifacts/gate.json',
    statistics: 's3://artifacts/statistics.json',
    constraints: 's3://artifacts/constraints.json',
    commit: 'c0'.repeat(20),
    properties: { run: 'abalone-1-abc123', empty: '', long: 'x'.repeat(300) },
  };

  it('is a version of its group, with what it was made of', async () => {
    const registry = sagemakerRegistry(client);
    await registry.ensureGroup(spec.group, spec.description);
    await registry.ensureGroup(spec.group, spec.description);

    const { arn, version, approval } = await registry.createPackage(spec);

    expect({ version, approval }).toEqual({ version: 1, approval: 'Approved' });
    expect(await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn }))).toMatchObject({
      ModelApprovalStatus: 'Approved',
      MetadataProperties: { CommitId: spec.commit, GeneratedBy: spec.clientToken },
      CustomerMetadataProperties: { run: 'abalone-1-abc123', long: 'x'.repeat(256) },
      InferenceSpecification: { Containers: [{ Image: SPEC.image, ImageDigest: spec.image.digest, ModelDataUrl: spec.modelArtifacts }] },
      ModelMetrics: { ModelQuality: { Statistics: { S3Uri: spec.evaluation } }, ModelDataQuality: { Constraints: { S3Uri: spec.constraints } } },
    });
  });
});
