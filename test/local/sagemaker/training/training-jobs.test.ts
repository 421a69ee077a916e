import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../../local/plane.ts';
import { openBench, REGISTRY, ROLE } from './training-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const created = (changes: Facts, script = 'exit 0') => bench.call('CreateTrainingJob', bench.request(script, changes));
const algorithm = (changes: Facts) => ({ AlgorithmSpecification: { TrainingImage: `${REGISTRY}/image-1`, TrainingInputMode: 'File', ...changes } });
const channel = (changes: Facts) => ({
  InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://artifacts/snapshots/1/' } }, ...changes }],
});
const resources = (changes: Facts) => ({ ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30, ...changes } });

describe('CreateTrainingJob', () => {
  it('answers the ARN', async () => {
    const request = bench.request('exit 0');

    const answer = await bench.call('CreateTrainingJob', request);

    expect(answer).toEqual({ TrainingJobArn: `arn:aws:sagemaker:eu-west-1:123456789012:training-job/${request.TrainingJobName}` });
  });

  it.each<{ fault: string; changes: Facts; message: string | RegExp }>([
    {
      fault: 'without algorithm, resources and stopping condition',
      changes: { AlgorithmSpecification: undefined, ResourceConfig: undefined, StoppingCondition: undefined },
      message:
        "3 validation errors detected: Value null at 'algorithmSpecification' failed to satisfy constraint: Member must not be null; Value null at 'resourceConfig' failed to satisfy constraint: Member must not be null; Value null at 'stoppingCondition' failed to satisfy constraint: Member must not be null",
    },
    {
      fault: 'without an image',
      changes: algorithm({ TrainingImage: undefined }),
      message: "1 validation error detected: Value null at 'algorithmSpecification.trainingImage' failed to satisfy constraint: Member must not be null",
    },
    {
      fault: 'with an image that is in no registry',
      changes: algorithm({ TrainingImage: 'tensorflow' }),
      message: 'Invalid training image. Please provide a valid Amazon Elastic Container Registry path of the Docker image to run.',
    },
    {
      fault: 'with an image that was never pushed',
      changes: algorithm({ TrainingImage: `${REGISTRY}/other` }),
      message: `Cannot find the requested image: ${REGISTRY}/other with tag: latest and digest: null. Please check if your ECR image exists and role ${ROLE} has proper pull permissions for SageMaker: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer`,
    },
    {
      fault: 'with a regular expression that is none',
      changes: algorithm({ MetricDefinitions: [{ Name: 'rmse', Regex: '(' }] }),
      message: 'Invalid regular expression for metric rmse: (',
    },
    {
      fault: 'with a role that does not exist',
      changes: { RoleArn: 'arn:aws:iam::123456789012:role/nobody' },
      message: /^Could not assume role arn:aws:iam::123456789012:role\/nobody\. Please ensure/,
    },
    {
      fault: 'with a volume key on a type with its own drives',
      changes: resources({ InstanceType: 'ml.g5.xlarge', VolumeKmsKeyId: 'alias/nacre' }),
      message: /^VolumeKmsKeyId is not supported with instance type ml\.g5\.xlarge/,
    },
    {
      fault: 'with an output bucket that does not exist',
      changes: { OutputDataConfig: { S3OutputPath: 's3://missing-bucket/jobs' } },
      message: 'Could not access S3 bucket missing-bucket. Please ensure that the bucket exists in the selected region (eu-west-1).',
    },
    { fault: 'on spot instances without a waiting time', changes: { EnableManagedSpotTraining: true }, message: /^Invalid MaxWaitTimeInSeconds/ },
    {
      fault: 'with a waiting time and no spot instances',
      changes: { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } },
      message: /^MaxWaitTimeInSeconds can be set only/,
    },
    { fault: 'on more instances than a laptop is', changes: resources({ InstanceCount: 2 }), message: /^The laptop cloud trains on one instance/ },
    { fault: 'with a pipe', changes: channel({ InputMode: 'Pipe' }), message: /use the input mode File/ },
    { fault: 'with compressed channels', changes: channel({ CompressionType: 'Gzip' }), message: /channel train asks for something else/ },
  ])('refuses a job $fault', async ({ changes, message }) => {
    await expect(created(changes)).rejects.toMatchObject({
      code: 'ValidationException',
      status: 400,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('refuses an image that the role may not pull, as if it were not there', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/without-registry';
    bench.role(RoleArn, []);

    await expect(created({ RoleArn })).rejects.toThrow(/^Cannot find the requested image: .* has proper pull permissions/);
  });

  it('refuses a role that does not trust SageMaker', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/function';
    bench.role(RoleArn, [], 'lambda.amazonaws.com');

    await expect(created({ RoleArn })).rejects.toThrow(/^Could not assume role .*\/function\. Please ensure/);
  });

  it('takes spot instances with a waiting time', async () => {
    const job = await bench.train('exit 0', { EnableManagedSpotTraining: true, StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 120 } });

    expect(job).toMatchObject({ TrainingJobStatus: 'Completed', EnableManagedSpotTraining: true });
  });

  it('asks for a grant on the key of the volume, and fails the job where the role may make none', async () => {
    const VolumeKmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/data';

    const job = await bench.train('exit 0', resources({ VolumeKmsKeyId }));

    expect(job['FailureReason']).toMatch(/^ClientError: .*kms:CreateGrant/);
  });

  it('never gives a name twice, even to two requests at the same moment', async () => {
    const request = bench.request('exit 0');

    const answers = await Promise.allSettled([bench.call('CreateTrainingJob', request), bench.call('CreateTrainingJob', request)]);
    await bench.end(request.TrainingJobName);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(bench.call('CreateTrainingJob', request)).rejects.toMatchObject({
      code: 'ResourceInUse',
      message: `Training job names must be unique within an AWS account and region, and a training job with this name already exists (arn:aws:sagemaker:eu-west-1:123456789012:training-job/${request.TrainingJobName})`,
    });
  });

  it('runs jobs side by side up to the quota of the account', async () => {
    bench.plane.training.instances.limit('ml.c5.xlarge', 2);
    const changes = resources({ InstanceType: 'ml.c5.xlarge' });
    const requests = [1, 2].map(() => bench.request('sleep 600', changes));
    await Promise.all(requests.map((request) => bench.call('CreateTrainingJob', request)));

    const third = created(changes);

    await expect(third).rejects.toMatchObject({
      code: 'ResourceLimitExceeded',
      message: expect.stringMatching(
        /^The account-level service limit 'ml\.c5\.xlarge for training job usage' is 2 Instances, with current utilization of 2 Instances/,
      ),
    });
    for (const { TrainingJobName } of requests) await bench.call('StopTrainingJob', { TrainingJobName });
    const ended = await Promise.all(requests.map(({ TrainingJobName }) => bench.end(TrainingJobName)));
    expect(ended.map((job) => job['TrainingJobStatus'])).toEqual(['Stopped', 'Stopped']);
  });
});

describe('DescribeTrainingJob', () => {
  it('tells the request, the times in seconds and how long it took', async () => {
    const job = await bench.train('exit 0');

    expect(job).toMatchObject({
      HyperParameters: { epochs: '5' },
      OutputDataConfig: { S3OutputPath: 's3://artifacts/jobs', CompressionType: 'GZIP' },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      EnableNetworkIsolation: false,
      TrainingTimeInSeconds: expect.any(Number),
      BillableTimeInSeconds: expect.any(Number),
    });
    expect(Number(job['TrainingStartTime'])).toBeLessThanOrEqual(Number(job['TrainingEndTime']));
    expect(Math.abs(Number(job['CreationTime']) - Date.now() / 1000)).toBeLessThan(60);
    expect(job).not.toHaveProperty('Tags');
  });

  it('says of a missing job what SageMaker says', async () => {
    await expect(bench.describe('nobody')).rejects.toMatchObject({ code: 'ValidationException', message: 'Requested resource not found.' });
  });
});

describe('tags', () => {
  it('are listed, added and removed', async () => {
    const { TrainingJobArn: ResourceArn } = await bench.train('exit 0');

    const added = await bench.call('AddTags', { ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] });
    await bench.call('DeleteTags', { ResourceArn, TagKeys: ['nacre:run'] });
    const listed = await bench.call('ListTags', { ResourceArn });

    expect(added['Tags']).toHaveLength(2);
    expect(listed).toEqual({ Tags: [{ Key: 'team', Value: 'a' }] });
  });

  it('of anything else are passed on', async () => {
    const answer = await bench.call('ListTags', { ResourceArn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/nacre-dev-abalone' });

    expect(answer).toEqual({ passed: 'on' });
  });
});

describe('the plane', () => {
  it('owns training jobs and tags, and leaves the rest to others', () => {
    const owned = ['CreateTrainingJob', 'DescribeTrainingJob', 'ListTrainingJobs', 'StopTrainingJob', 'AddTags', 'ListTags', 'DeleteTags'];

    expect(owned.every((action) => bench.plane.owns(action))).toBe(true);
    expect(['UpdateTrainingJob', 'CreateModelPackage', 'toString'].some((action) => bench.plane.owns(action))).toBe(false);
  });
});
