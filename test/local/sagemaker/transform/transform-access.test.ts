import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { account } from '../../gateway/gateway-world.ts';
import { archive } from '../sagemaker-world.ts';
import { openBench, type TransformBench } from './transform-bench.ts';

let bench: TransformBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.world.close());

describe('the role of the model', () => {
  const denied = async (name: string, actions: readonly string[], resource = '*') => {
    const arn = `arn:aws:iam::${account}:role/${name}`;
    bench.world.role(arn, [
      { Effect: 'Allow', Action: ['ecr:*', 's3:*', 'logs:*', 'kms:*'], Resource: '*' },
      { Effect: 'Deny', Action: actions, Resource: resource },
    ]);
    const request = bench.request(await bench.model({}, { ExecutionRoleArn: arn }));
    await bench.create(request, { 'a.csv': '1\n' });
    return bench.end(request.TransformJobName);
  };

  it.each([
    {
      action: 's3:ListBucket',
      resource: '*',
      reason: /^ClientError: Data download failed:Failed to download data\. Error for s3:\/\/data\/in\/.*AccessDenied/,
    },
    {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::data/in/*',
      reason: /^ClientError: Data download failed:Failed to download data\. Error for s3:\/\/data\/in\/.*a\.csv: AccessDenied/,
    },
    { action: 's3:PutObject', resource: '*', reason: /^ClientError: Artifact upload failed:Failed to upload s3:\/\/data\/out\/.*a\.csv\.out\. AccessDenied/ },
  ])('must be allowed $action', async ({ action, resource, reason }) => {
    const job = await denied(`without-${action.replace(':', '-')}`, [action], resource);

    expect(job).toMatchObject({ TransformJobStatus: 'Failed', FailureReason: expect.stringMatching(reason) });
  });

  it('must be allowed to write logs, or they are lost and someone is told', async () => {
    const job = await denied('without-logs', ['logs:*']);

    expect(job.TransformJobStatus).toBe('Completed');
    expect(bench.world.troubles.splice(0).join()).toMatch(/log lines of \/aws\/sagemaker\/TransformJobs were not written/);
  });
});

describe('model data', () => {
  it('that has gone since the model was made fails the job', async () => {
    await bench.world.put('going.tar.gz', await archive({ a: 'b' }));
    const request = bench.request(await bench.model({}, { ModelDataUrl: 's3://data/going.tar.gz' }));
    await bench.world.s3.send(new DeleteObjectCommand({ Bucket: 'data', Key: 'going.tar.gz' }));

    await bench.create(request, { 'a.csv': '1\n' });

    expect((await bench.end(request.TransformJobName)).FailureReason).toMatch(/^ClientError: Could not access model data at s3:\/\/data\/going\.tar\.gz\./);
  });

  it.each([
    { what: 'is no archive', body: async () => 'plain text', reason: /could not be extracted; it must be a gzip-compressed tar archive/ },
    {
      what: 'writes through a link',
      body: () => archive({ 'a/up': '-> ..', 'a/up/out': '-> ../..', 'a/up/out/escaped': 'x' }),
      reason: /could not be extracted|leads out of/,
    },
    { what: 'leads out by a link', body: () => archive({ link: '-> ../escaped' }), reason: /holds "link", which leads out of the model folder/ },
    { what: 'leads out of its folder', body: () => archive({ '../escaped': 'x' }), reason: /holds "\.\.\/escaped", which leads out of the model folder/ },
  ])('that $what fails the job', async ({ what, body, reason }) => {
    const key = `${what.replaceAll(' ', '-')}.tar.gz`;
    await bench.world.put(key, await body());
    const request = bench.request(await bench.model({}, { ModelDataUrl: `s3://data/${key}` }));

    await bench.create(request, { 'a.csv': '1\n' });

    expect((await bench.end(request.TransformJobName)).FailureReason).toMatch(reason);
  });
});
