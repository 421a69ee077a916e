import {
  AddTagsCommand,
  CreateTransformJobCommand,
  type CreateTransformJobCommandInput,
  DeleteModelCommand,
  ListTagsCommand,
  ListTransformJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account, region } from '../../gateway/gateway-world.ts';
import { linesUnder, openBench, type TransformBench } from './transform-bench.ts';

let bench: TransformBench;
let model: string;
beforeAll(async () => {
  bench = await openBench();
  model = await bench.model({ respond: 'if rows[0] == "wait": time.sleep(60)' });
});
afterAll(() => bench.world.close());

const lines = (changes: Parameters<typeof linesUnder>[1]) => ({ TransformInput: linesUnder('refused', changes) });
const S3DataSource = { S3Uri: 's3://data/in/' };
const output = (changes: object) => ({ TransformOutput: { S3OutputPath: 's3://data/out', Accept: 'text/csv', AssembleWith: 'Line' as const, ...changes } });
const resources = (changes: object) => ({ TransformResources: { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, ...changes } });

describe('CreateTransformJob', () => {
  it('answers the ARN', async () => {
    const request = bench.request(model);
    await bench.world.put(`in/${request.TransformJobName}/a.csv`, '1\n');

    const { TransformJobArn } = await bench.world.sagemaker.send(new CreateTransformJobCommand(request));

    expect(TransformJobArn).toBe(`arn:aws:sagemaker:${region}:${account}:transform-job/${request.TransformJobName}`);
    await bench.end(request.TransformJobName);
  });

  it.each<{ fault: string; changes: Partial<CreateTransformJobCommandInput>; message: string | RegExp }>([
    {
      fault: 'of a model that is not there',
      changes: { ModelName: 'nobody' },
      message: `Could not find model "arn:aws:sagemaker:${region}:${account}:model/nobody".`,
    },
    {
      fault: 'into a bucket that is not there',
      changes: output({ S3OutputPath: 's3://no-such-bucket/x' }),
      message: /^Could not access S3 bucket no-such-bucket\./,
    },
    { fault: 'with payloads above 100 MB', changes: { MaxPayloadInMB: 101 }, message: /^MaxPayloadInMB must not exceed 100/ },
    {
      fault: 'with more than 100 MB under way',
      changes: { MaxPayloadInMB: 60, MaxConcurrentTransforms: 2 },
      message: /MaxConcurrentTransforms \* MaxPayloadInMB must not exceed 100 MB; it was 120/,
    },
    {
      fault: 'with a strategy for records that nothing splits',
      changes: { BatchStrategy: 'SingleRecord', ...lines({ SplitType: 'None' }) },
      message: /^BatchStrategy SingleRecord needs a SplitType/,
    },
    {
      fault: 'with a volume key on drives of their own',
      changes: resources({ InstanceType: 'ml.g5.xlarge', VolumeKmsKeyId: 'alias/a' }),
      message: /^VolumeKmsKeyId is not supported/,
    },
    {
      fault: 'that joins what comes back as another type',
      changes: { DataProcessing: { JoinSource: 'Input' }, ...output({ Accept: 'application/json' }) },
      message: /^ContentType and Accept must be the same/,
    },
    {
      fault: 'that joins records which nothing assembles',
      changes: { DataProcessing: { JoinSource: 'Input' }, ...output({ AssembleWith: 'None' }) },
      message: /^SplitType and AssembleWith must both be Line/,
    },
    { fault: 'with a filter by name', changes: { DataProcessing: { InputFilter: '$.id' } }, message: /^Invalid InputFilter \$\.id/ },
    {
      fault: 'that joins JSON',
      changes: { DataProcessing: { JoinSource: 'Input' }, ...lines({ ContentType: 'application/json' }), ...output({ Accept: 'application/json' }) },
      message: /^The laptop cloud filters and joins text\/csv/,
    },
    { fault: 'on two instances', changes: resources({ InstanceCount: 2 }), message: /^The laptop cloud transforms on one instance/ },
    { fault: 'of RecordIO', changes: lines({ SplitType: 'RecordIO' }), message: /SplitType was RecordIO/ },
    { fault: 'in chunks without a size', changes: { MaxPayloadInMB: 0 }, message: /0 asks for a chunked transfer/ },
    {
      fault: 'of an augmented manifest',
      changes: lines({ DataSource: { S3DataSource: { ...S3DataSource, S3DataType: 'AugmentedManifestFile' } } }),
      message: /S3DataType was AugmentedManifestFile/,
    },
    { fault: 'that captures data', changes: { DataCaptureConfig: { DestinationS3Uri: 's3://data/captured' } }, message: /^The laptop cloud captures no data/ },
  ])('refuses a job $fault', async ({ changes, message }) => {
    const request = bench.request(model, changes);

    await expect(bench.world.sagemaker.send(new CreateTransformJobCommand({ ...request, ...changes }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('never gives a name twice, even to two requests at the same moment', async () => {
    const request = bench.request(model);
    await bench.world.put(`in/${request.TransformJobName}/a.csv`, '1\n');
    const create = () => bench.world.sagemaker.send(new CreateTransformJobCommand(request));

    const answers = await Promise.allSettled([create(), create()]);
    await bench.end(request.TransformJobName);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create()).rejects.toMatchObject({
      name: 'ResourceInUse',
      message: expect.stringMatching(
        /^Transform job names must be unique within an AWS account and region, and a transform job with this name already exists \(arn/,
      ),
    });
  });

  it('keeps to a quota of its own, beside that of training', async () => {
    bench.world.plane.transform.instances.limit('ml.c5.xlarge', 1);
    const first = bench.request(model, resources({ InstanceType: 'ml.c5.xlarge' }));
    await bench.create(first, { 'a.csv': 'wait\n' });

    const second = bench.create(bench.request(model, resources({ InstanceType: 'ml.c5.xlarge' })), {});

    await expect(second).rejects.toMatchObject({
      name: 'ResourceLimitExceeded',
      message: expect.stringMatching(
        /^The account-level service limit 'ml\.c5\.xlarge for transform job usage' is 1 Instances, with current utilization of 1 Instances/,
      ),
    });
    await bench.stop(first.TransformJobName);
    expect((await bench.end(first.TransformJobName)).TransformJobStatus).toBe('Stopped');
  });

  it('goes on with a model that is deleted meanwhile', async () => {
    const request = bench.request(await bench.model());
    await bench.create(request, { 'a.csv': '1\n' });

    await bench.world.sagemaker.send(new DeleteModelCommand({ ModelName: request.ModelName }));

    expect((await bench.end(request.TransformJobName)).TransformJobStatus).toBe('Completed');
  });

  it('is for who may, on the job that is named', async () => {
    const may = (Resource: string) => ({
      Effect: 'Allow',
      Action: ['sagemaker:CreateTransformJob'],
      Resource,
      Condition: { StringEquals: { 'sagemaker:InstanceTypes': 'ml.m5.large' } },
    });
    const client = new SageMakerClient(bench.world.world.client(bench.world.world.role('scorer', may('arn:aws:sagemaker:*:*:transform-job/mine-*'))));
    const create = (changes: Partial<CreateTransformJobCommandInput>) => client.send(new CreateTransformJobCommand(bench.request(model, changes)));

    await expect(create({ TransformJobName: 'mine-1' })).resolves.toHaveProperty('TransformJobArn');
    await expect(create({ TransformJobName: 'yours-1' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(create({ TransformJobName: 'mine-2', ...resources({ InstanceType: 'ml.g5.xlarge' }) })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(create({ TransformJobName: 'mine-3', Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toThrow(/sagemaker:AddTags/);
    await bench.end('mine-1');
  });
});

describe('transform jobs', () => {
  it('are described with what the service fills in', async () => {
    const job = await bench.transform({ 'a.csv': '1\n' });

    expect(job).toMatchObject({
      TransformInput: { CompressionType: 'None', SplitType: 'Line' },
      TransformOutput: { KmsKeyId: '', AssembleWith: 'Line' },
      DataProcessing: { InputFilter: '$', OutputFilter: '$', JoinSource: 'None' },
      CreationTime: expect.any(Date),
      TransformStartTime: expect.any(Date),
    });
    await expect(bench.describe('nobody')).rejects.toMatchObject({ name: 'ValidationException', message: 'Requested resource not found.' });
  });

  it('are listed, the newest first, and filtered', async () => {
    for (const TransformJobName of ['list-b', 'list-a']) await bench.transform({ 'a.csv': '1\n' }, {}, { TransformJobName });
    const list = async (input: object) =>
      (await bench.world.sagemaker.send(new ListTransformJobsCommand({ NameContains: 'list-', ...input }))).TransformJobSummaries ?? [];

    const all = await list({});

    expect(all.map((job) => [job.TransformJobName, job.TransformJobStatus])).toEqual([
      ['list-a', 'Completed'],
      ['list-b', 'Completed'],
    ]);
    expect((await list({ SortBy: 'Name', SortOrder: 'Ascending', MaxResults: 1 })).map((job) => job.TransformJobName)).toEqual(['list-a']);
    expect(await list({ StatusEquals: 'Failed' })).toEqual([]);
  });

  it('carry tags', async () => {
    const { TransformJobArn: ResourceArn, ...job } = await bench.transform({ 'a.csv': '1\n' }, {}, { Tags: [{ Key: 'nacre:batch', Value: 'b' }] });

    await bench.world.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'a' }] }));

    expect((await bench.world.sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags).toHaveLength(2);
    expect(job).not.toHaveProperty('Tags');
  });
});
