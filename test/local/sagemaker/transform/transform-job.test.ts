import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEY } from '../sagemaker-world.ts';
import { linesUnder, openBench, type TransformBench } from './transform-bench.ts';

let bench: TransformBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.world.close());

const MB = 1024 * 1024;
const input = (name: string, changes: Parameters<typeof linesUnder>[1]) => ({ TransformInput: linesUnder(name, changes), TransformJobName: name });

describe('a transform job', () => {
  it('transforms every object under the prefix, keeps its path, encrypts the results and tells each status', async () => {
    const objects = { 'a.csv': '1,2\n3,44\n', 'sub/b.csv': '55555\n' };

    const job = await bench.transform(
      objects,
      {},
      {
        TransformJobName: 'whole',
        Tags: [{ Key: 'nacre:batch', Value: 'b-1' }],
        TransformOutput: { S3OutputPath: 's3://data/out/whole', Accept: 'text/csv', AssembleWith: 'Line', KmsKeyId: KEY },
      },
    );

    expect(job).toMatchObject({ TransformJobStatus: 'Completed', TransformEndTime: expect.any(Date) });
    expect(await bench.results('whole')).toEqual({ 'a.csv.out': '3\n4\n', 'sub/b.csv.out': '5\n' });
    expect(await bench.world.object('out/whole/a.csv.out')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY });
    expect(bench.story('whole')).toEqual(['InProgress', 'Completed']);
    expect(bench.invocations('whole')).toEqual([
      'invocation 1 rows=2 bytes=9 first=1,2 text/csv text/csv',
      'invocation 2 rows=1 bytes=6 first=55555 text/csv text/csv',
    ]);
    expect(await bench.cloudWatch('whole', 'server')).toEqual(bench.log('whole'));
    expect(await bench.cloudWatch('whole', 'data-log')).toEqual([':[sagemaker logs]: MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD']);
    expect(existsSync(join(bench.world.settings.folder, 'jobs', 'transform', 'whole'))).toBe(false);
    expect(bench.world.troubles).toEqual([]);
  });

  it('tells its event as AWS does, in milliseconds', async () => {
    const job = await bench.transform({ 'a.csv': '1\n' }, {}, { Tags: [{ Key: 'nacre:batch', Value: 'b-1' }] });

    const event = bench.world.events.filter(({ detail }) => detail['TransformJobName'] === job.name).at(-1);

    expect(event).toMatchObject({ detailType: 'SageMaker Transform Job State Change', source: 'aws.sagemaker', resources: [job.TransformJobArn] });
    expect(event?.detail).toEqual({
      TransformJobName: job.name,
      TransformJobArn: job.TransformJobArn,
      TransformJobStatus: 'Completed',
      ModelName: job.ModelName,
      MaxConcurrentTransforms: 1,
      MaxPayloadInMB: 6,
      BatchStrategy: 'MULTI_RECORD',
      Environment: {},
      TransformInput: { CompressionType: 'None', ...job.TransformInput },
      TransformOutput: { KmsKeyId: '', ...job.TransformOutput },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      CreationTime: job.CreationTime?.getTime(),
      TransformStartTime: job.TransformStartTime?.getTime(),
      TransformEndTime: job.TransformEndTime?.getTime(),
      Tags: { 'nacre:batch': 'b-1' },
    });
  });

  it('cuts an object into three requests below the payload limit and puts the answers together in order', async () => {
    const line = (number: number) => `${String(number).padStart(6, '0')},${'x'.repeat(1017)}\n`;
    const lines = Array.from({ length: 2500 }, (_, number) => line(number));

    const job = await bench.transform(
      { 'big.csv': lines.join('') },
      { respond: 'return answer(200, "\\n".join(row[:6] for row in rows))' },
      { MaxPayloadInMB: 1 },
    );
    const told = bench.invocations(job.name).map((text) => /rows=(\d+) bytes=(\d+) first=(\d+)/.exec(text)?.slice(1).map(Number) ?? []);

    expect(told).toEqual([
      [1023, 1023 * 1025, 0],
      [1023, 1023 * 1025, 1023],
      [454, 454 * 1025, 2046],
    ]);
    expect(Math.max(...told.map(([, bytes = 0]) => bytes))).toBeLessThanOrEqual(MB);
    expect((await bench.results(job.name))['big.csv.out']).toBe(lines.map((text) => `${text.slice(0, 6)}\n`).join(''));
  });

  it('sends side by side as many requests as it may, and keeps the order of the records', async () => {
    const respond =
      'global under, most\nwith lock:\n    under += 1\n    most = max(most, under)\ndeadline = time.time() + 5\nwhile most < 3 and time.time() < deadline: time.sleep(0.01)\ntime.sleep(0.1 if rows[0] == "a" else 0)\nwith lock:\n    under -= 1\n    print(f"most {most}", flush=True)\nreturn answer(200, rows[0].upper())';

    const job = await bench.transform(
      { 'a.csv': 'a\nb\nc\nd\ne\n' },
      { respond, start: 'under = most = 0' },
      { MaxConcurrentTransforms: 3, BatchStrategy: 'SingleRecord' },
    );

    expect(await bench.results(job.name)).toEqual({ 'a.csv.out': 'A\nB\nC\nD\nE\n' });
    expect(bench.invocations(job.name)).toHaveLength(5);
    expect(bench.log(job.name).at(-1)).toBe('most 3');
  });

  it('sends objects whole where they are not split, side by side', async () => {
    const respond = 'deadline = time.time() + 5\nwhile count < 2 and time.time() < deadline: time.sleep(0.01)\nreturn answer(200, f"{count >= 2} {len(body)}")';
    const changes = { TransformOutput: { S3OutputPath: 's3://data/out/unsplit' }, MaxConcurrentTransforms: 2 };

    const job = await bench.transform(
      { 'a.bin': 'one\ntwo', 'b.bin': '\n\n\n' },
      { respond },
      { ...input('unsplit', { SplitType: 'None', ContentType: 'application/x-thing' }), ...changes },
    );

    expect(await bench.results('unsplit')).toEqual({ 'a.bin.out': 'True 7', 'b.bin.out': 'True 3' });
    expect(job.TransformOutput).toMatchObject({ AssembleWith: 'None' });
  });

  it('filters what the model sees, joins its answers to the whole rows and keeps columns of both', async () => {
    const DataProcessing = { InputFilter: '$[1:]', JoinSource: 'Input' as const, OutputFilter: '$[0,-1]' };

    const job = await bench.transform({ 'a.csv': '"id, ""1""",aa,b\r\nid2,a,b' }, {}, { DataProcessing });

    expect(bench.invocations(job.name)).toEqual(['invocation 1 rows=2 bytes=9 first=aa,b text/csv text/csv']);
    expect(await bench.results(job.name)).toEqual({ 'a.csv.out': '"id, ""1""",4\nid2,3\n' });
    expect(job.DataProcessing).toEqual(DataProcessing);
  });

  it('reads gzip, and objects that a manifest names', async () => {
    await bench.world.put('manifests/one.json', JSON.stringify([{ prefix: 's3://data/in/manifest/' }, 'x/a.gz', 'b.gz']));
    const DataSource = { S3DataSource: { S3DataType: 'ManifestFile' as const, S3Uri: 's3://data/manifests/one.json' } };

    await bench.transform(
      { 'x/a.gz': gzipSync('1\n22\n'), 'b.gz': gzipSync('333\n'), 'other.gz': 'not named' },
      {},
      input('manifest', { DataSource, CompressionType: 'Gzip' }),
    );

    expect(await bench.results('manifest')).toEqual({ 'x/a.gz.out': '1\n2\n', 'b.gz.out': '3\n' });
  });

  it('makes an empty result of an empty object without a request', async () => {
    const job = await bench.transform({ 'empty.csv': '' });

    expect(await bench.results(job.name)).toEqual({ 'empty.csv.out': '' });
    expect(bench.invocations(job.name)).toEqual([]);
  });

  it('lets the request go before the execution parameters, and these before the defaults', async () => {
    const parameters = '{"MaxConcurrentTransforms": 4, "MaxPayloadInMB": 2, "BatchStrategy": "SINGLE_RECORD"}';

    const job = await bench.transform({ 'a.csv': '1\n2\n' }, { parameters }, { MaxPayloadInMB: 3 });

    expect(await bench.cloudWatch(job.name, 'data-log')).toEqual([
      ':[sagemaker logs]: MaxConcurrentTransforms=4, MaxPayloadInMB=3, BatchStrategy=SINGLE_RECORD',
    ]);
    expect(bench.invocations(job.name)).toHaveLength(2);
  });

  it('gives its server the container contract and nothing of our environment', async () => {
    const start =
      'base = os.environ["SAGEMAKER_BASE_DIR"]\nprint(" ".join(sorted(os.environ)))\nprint(open(base + "/model/weights.txt").read(), open(base + "/model/sub/more.txt").read(), open(base + "/model/linked.txt").read(), flush=True)';
    const changes = {
      Environment: { FROM_JOB: 'job', FROM_MODEL: 'changed' },
      MaxPayloadInMB: 3,
      MaxConcurrentTransforms: 2,
      BatchStrategy: 'SingleRecord' as const,
    };

    const job = await bench.transform(
      { 'a.csv': '1\n' },
      {
        start: `${start}\nfor name in ("BATCH", "MAX_PAYLOAD_IN_MB", "BATCH_STRATEGY", "MAX_CONCURRENT_TRANSFORMS", "BIND_TO_HOST"): print(name, os.environ["SAGEMAKER_" + name])\nprint(os.environ["FROM_MODEL"])`,
      },
      changes,
    );

    expect(bench.log(job.name).slice(0, 8)).toEqual([
      'AWS_ACCESS_KEY_ID AWS_ENDPOINT_URL AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN FROM_JOB FROM_MODEL HOME LANG PATH PYTHONUNBUFFERED SAGEMAKER_BASE_DIR SAGEMAKER_BATCH SAGEMAKER_BATCH_STRATEGY SAGEMAKER_BIND_TO_HOST SAGEMAKER_BIND_TO_PORT SAGEMAKER_MAX_CONCURRENT_TRANSFORMS SAGEMAKER_MAX_PAYLOAD_IN_MB TMPDIR',
      '42 more more',
      'BATCH true',
      'MAX_PAYLOAD_IN_MB 3',
      'BATCH_STRATEGY SINGLE_RECORD',
      'MAX_CONCURRENT_TRANSFORMS 2',
      'BIND_TO_HOST 127.0.0.1',
      'changed',
    ]);
  });
});
