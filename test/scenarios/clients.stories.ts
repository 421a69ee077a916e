import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Story } from '../../cli/stories.ts';
import { idOfVersion } from '../../core/object-version.ts';
import { aws, boto3 } from './clients/run-client.ts';
import { eventually } from './eventually.ts';
import type { Dropped, Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

const PROJECTS = ['single', 'parts', 'copied', 'presigned', 'cli'] as const;
const Versions = z.object({ overtaken: z.string(), single: z.string(), parts: z.string(), copied: z.string() });

const folder = mkdtempSync(join(tmpdir(), 'nacre-clients-'));
let laptop: Laptop;
let overtaken: Dropped;
let single: Story;
let others: readonly Story[];
beforeAll(async () => {
  laptop = await sharedLaptop();
  await Promise.all(PROJECTS.map((project) => laptop.apply(tinyProject(project))));
  const [versions, presigned, cli] = await Promise.all([uploadWithBoto3(), uploadPresigned(), uploadWithCli()]);
  overtaken = dropOf('single', versions.overtaken);
  single = await laptop.storyOf(dropOf('single', versions.single));
  const rest = [dropOf('parts', versions.parts), dropOf('copied', versions.copied), dropOf('presigned', presigned), dropOf('cli', cli)];
  others = await Promise.all(rest.map((dropped) => laptop.storyOf(dropped)));
});
afterAll(async () => {
  await closeSharedLaptop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a file that is uploaded', () => {
  it('in parts, by copying, through a presigned address or with the AWS CLI is trained on', () => {
    expect(others.map(({ run }) => [run.project, run.outcome])).toEqual(PROJECTS.slice(1).map((project) => [project, 'Succeeded']));
  });

  it('and overwritten at once is trained on in its newest version only', async () => {
    const request = await laptop.requestOf(overtaken);

    expect(single.run).toMatchObject({ outcome: 'Succeeded', number: 1, dataset: { rows: 100 } });
    expect(request.status === 'superseded' || request.run === single.run.run).toBe(true);
  });
});

describe('boto3', () => {
  it('reads jobs, logs, executions, records and model packages', async () => {
    const { run } = single;

    const read = await boto3(laptop, 'boto3-reads.py', {
      ...{ RUN: run.run, EXECUTION: run.execution ?? '', TABLE: laptop.target.table, MACHINE: laptop.target.trainModel },
    });

    expect(read).toMatchObject({
      jobs: [`${run.run}-a1`],
      status: ['Completed', 'Completed', 'rmse'],
      jobLog: expect.arrayContaining(['tiny training, behaving: well']),
      functionLog: [expect.stringContaining('"run":')],
      entered: expect.arrayContaining(['SettleUploads', 'RegisterModel', 'SendMails']),
      executions: expect.arrayContaining([run.run]),
      packages: [[1, 'Approved']],
      note: 'seen',
      machines: expect.arrayContaining(['nacre-dev-train-model', 'nacre-dev-score-batch']),
    });
  });

  it('starts and stops a training job, and hears of every mistake in the words of AWS', async () => {
    const { dataset, image } = single.run;
    const artifacts = `s3://${laptop.target.buckets.artifacts}`;

    const { refusals, ended, model } = Jobs.parse(
      await boto3(laptop, 'boto3-jobs.py', {
        ...{ IMAGE: image?.uri ?? '', ROLE: `arn:aws:iam::${laptop.target.account}:role/nacre-dev-eu-west-1-training-job` },
        ...{ SNAPSHOT: dataset?.snapshot?.replace(/train\.csv$/, '') ?? '', OUTPUT: `${artifacts}/single/jobs` },
      }),
    );

    expect(ended).toEqual(['Starting', 'Downloading', 'Training', 'Stopping', 'Uploading', 'Stopped']);
    expect(model).toBe(`${artifacts}/single/jobs/by-hand/output/model.tar.gz`);
    expect(refusals).toEqual({
      'bad name': [
        400,
        'ValidationException',
        expect.stringContaining("'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression"),
      ],
      'unknown instance type': [
        400,
        'ValidationException',
        expect.stringContaining("'resourceConfig.instanceType' failed to satisfy constraint: Member must satisfy enum"),
      ],
      'missing member': [400, 'ValidationException', expect.stringContaining("'outputDataConfig' failed to satisfy constraint: Member must not be null")],
      'unknown image': [400, 'ValidationException', expect.stringContaining('Cannot find the requested image')],
      'name taken': [400, 'ResourceInUse', expect.stringContaining('Training job names must be unique')],
      'no such job': [400, 'ValidationException', 'Requested resource not found.'],
      'stopped twice': [400, 'ValidationException', 'The request was rejected because the training job is in status Stopped.'],
    });
  });
});

describe('the AWS CLI', () => {
  it('lists the model packages of a project', async () => {
    const arn = await aws(laptop, [
      ...['sagemaker', 'list-model-packages', '--model-package-group-name', 'nacre-dev-single'],
      ...['--query', 'ModelPackageSummaryList[0].ModelPackageArn', '--output', 'text'],
    ]);

    expect(arn).toBe(single.run.modelPackage?.arn);
  });

  it("is denied, in the role of a function, what that function's policy does not allow", async () => {
    const roleArn = `arn:aws:iam::${laptop.target.account}:role/nacre-dev-eu-west-1-acceptDataset`;
    const { credentials } = laptop.cloud.permissions.assume(roleArn, 'lambda.amazonaws.com', 'somebody');

    const [listing, describing] = await Promise.all([
      aws(laptop, ['s3', 'ls', `s3://${laptop.target.buckets.artifacts}`], credentials),
      aws(laptop, ['sagemaker', 'describe-training-job', '--training-job-name', 'by-hand'], credentials),
    ]);

    const session = `arn:aws:sts::${laptop.target.account}:assumed-role/nacre-dev-eu-west-1-acceptDataset/somebody`;
    expect(listing).toContain(`(AccessDenied) when calling the ListObjectsV2 operation: User: ${session} is not authorized to perform: s3:ListBucket`);
    expect(describing).toContain(`(AccessDeniedException) when calling the DescribeTrainingJob operation: User: ${session} is not authorized to perform`);
  });
});

const Jobs = z.object({ refusals: z.record(z.string(), z.unknown()), ended: z.array(z.string()), model: z.string() });

function dropOf(project: string, versionId: string): Dropped {
  const key = `${project}/datasets/data.csv`;
  return { project, key, versionId, request: idOfVersion('upload', { bucket: laptop.target.buckets.data, key, versionId }) };
}

async function uploadWithBoto3(): Promise<z.infer<typeof Versions>> {
  return Versions.parse(await boto3(laptop, 'boto3-uploads.py', { DATA_BUCKET: laptop.target.buckets.data, FOLDER: folder }));
}

async function uploadPresigned(): Promise<string> {
  const { clients, buckets } = laptop.target;
  const address = await getSignedUrl(clients.s3, new PutObjectCommand({ Bucket: buckets.data, Key: 'presigned/datasets/data.csv' }));
  const answer = await fetch(address, { method: 'PUT', body: tinyTable() });
  return answer.headers.get('x-amz-version-id') ?? '';
}

async function uploadWithCli(): Promise<string> {
  const { data } = laptop.target.buckets;
  const file = join(folder, 'cli.csv');
  writeFileSync(file, tinyTable());
  await aws(laptop, ['s3', 'cp', file, `s3://${data}/cli/datasets/data.csv`]);
  const told = () => laptop.cloud.bus.history().find(({ event: { detail } }) => JSON.stringify(detail).includes('cli/datasets/data.csv'));
  const { event } = await eventually(async () => told());
  return Created.parse(event.detail).object['version-id'];
}

const Created = z.object({ object: z.object({ 'version-id': z.string() }) });
