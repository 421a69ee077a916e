import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linesUnder, openBench, type TransformBench } from './transform-bench.ts';

let bench: TransformBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.world.close());

const LOGS = 'See job logs for more information';
const PARAMETERS = ':[sagemaker logs]: MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD';
const notes = async (name: string) => (await bench.cloudWatch(name, 'data-log')).filter((line) => line !== PARAMETERS);

describe('a server that answers no ping', () => {
  let hasty: TransformBench;
  beforeAll(async () => {
    hasty = await openBench(0.5);
  });
  afterAll(() => hasty.world.close());

  it.each([
    { how: 'with 500', ping: 'return self.answer(500, "")' },
    { how: 'at all', ping: 'return time.sleep(60)' },
  ])('$how fails the job without a request', async ({ ping }) => {
    const job = await hasty.transform({ 'a.csv': '1\n' }, { ping });

    expect(job).toMatchObject({
      TransformJobStatus: 'Failed',
      FailureReason:
        'AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code',
    });
    expect(hasty.story(job.name)).toEqual(['InProgress', 'Failed']);
    expect(hasty.invocations(job.name)).toEqual([]);
  });
});

describe('a server that fails', () => {
  it('and answers 500 once is asked again, and the failed request is noted', async () => {
    const job = await bench.transform({ 'a.csv': '1\n' }, { respond: 'if count == 1: return answer(500, "not yet")' });

    expect(job.TransformJobStatus).toBe('Completed');
    expect(bench.invocations(job.name)).toHaveLength(2);
    expect(await notes(job.name)).toEqual([`:[sagemaker logs]: data/in/${job.name}/a.csv: Bad HTTP status received from algorithm: 500. Message: not yet`]);
  });

  it.each([
    { status: 500, retries: 2, requests: 3, kind: 'AlgorithmError', note: 'Bad HTTP status received from algorithm: 500. Message: no' },
    { status: 503, retries: 0, requests: 1, kind: 'AlgorithmError', note: 'Bad HTTP status received from algorithm: 503. Message: no' },
    { status: 400, retries: 3, requests: 1, kind: 'ClientError', note: 'ClientError: 400. Message: no' },
  ])('and always answers $status is asked $requests times; the other objects are stored', async ({ status, retries, requests, kind, note }) => {
    const respond = `if rows[0] == "bad": return answer(${status}, "no")`;

    const job = await bench.transform(
      { 'a.csv': '1\n', 'b.csv': 'bad\n', 'c.csv': '333\n' },
      { respond },
      { ModelClientConfig: { InvocationsMaxRetries: retries } },
    );

    expect(job).toMatchObject({ TransformJobStatus: 'Failed', FailureReason: `${kind}: ${LOGS}` });
    expect(bench.invocations(job.name)).toHaveLength(requests + 2);
    expect(await notes(job.name)).toEqual(Array.from({ length: requests }, () => `:[sagemaker logs]: data/in/${job.name}/b.csv: ${note}`));
    expect(await bench.results(job.name)).toEqual({ 'a.csv.out': '1\n', 'c.csv.out': '3\n' });
  });

  it('and does not answer in time fails its object', async () => {
    const ModelClientConfig = { InvocationsMaxRetries: 0, InvocationsTimeoutInSeconds: 1 };

    const job = await bench.transform({ 'a.csv': '1\n' }, { respond: 'time.sleep(30)' }, { ModelClientConfig });

    expect(job.FailureReason).toBe(`AlgorithmError: ${LOGS}`);
    expect(await notes(job.name)).toEqual([
      `:[sagemaker logs]: data/in/${job.name}/a.csv: Model server did not respond to /invocations request within 1 seconds`,
    ]);
  });

  it('and breaks a connection is asked again', async () => {
    const job = await bench.transform({ 'a.csv': '1\n' }, { respond: 'if count == 1: return self.connection.shutdown(2)' });

    expect(job.TransformJobStatus).toBe('Completed');
    expect(await notes(job.name)).toEqual([`:[sagemaker logs]: data/in/${job.name}/a.csv: Unable to get response from algorithm`]);
  });

  it('and dies fails the job with its exit code, whatever was sent', async () => {
    const respond = 'if rows[0] == "die": os.kill(os.getpid(), signal.SIGKILL)';

    const job = await bench.transform({ 'a.csv': '1\n', 'b.csv': 'die\n', 'c.csv': '1\n' }, { respond });

    expect(job).toMatchObject({ TransformJobStatus: 'Failed', FailureReason: `AlgorithmError: The model server ended, exit code: 137. ${LOGS}` });
    expect(await bench.results(job.name)).toEqual({});
  });

  it('and never starts fails the job at once', async () => {
    const job = await bench.transform({ 'a.csv': '1\n' }, { start: 'sys.exit(3)' });

    expect(job.FailureReason).toBe(`AlgorithmError: The model server ended, exit code: 3. ${LOGS}`);
  });
});

describe('answers that do not fit the records', () => {
  const respond = 'return answer(200, "\\n".join(rows[1:]))';

  it('are stored as they are where nothing is joined, as SageMaker does not count them', async () => {
    const job = await bench.transform({ 'a.csv': '1\n22\n' }, { respond });

    expect(job.TransformJobStatus).toBe('Completed');
    expect(await bench.results(job.name)).toEqual({ 'a.csv.out': '22\n' });
  });

  it('fail the object where they are to be joined', async () => {
    const job = await bench.transform({ 'a.csv': '1\n22\n' }, { respond }, { DataProcessing: { JoinSource: 'Input' } });

    expect(job.FailureReason).toBe(`ClientError: ${LOGS}`);
    expect(await notes(job.name)).toEqual([
      `:[sagemaker logs]: data/in/${job.name}/a.csv: Fail to join data: mismatched line count between the input (2) and the output (1)`,
    ]);
  });
});

describe('data that cannot be sent', () => {
  it.each([
    {
      what: 'a record above the payload limit',
      body: 'x'.repeat(1024 * 1024 + 1),
      note: 'Too much data for max payload size (1048576 bytes)',
      changes: { MaxPayloadInMB: 1 },
    },
    {
      what: 'half of a quoted record',
      body: 'a,"b\nc",d\n',
      note: 'Failed to parse a record as CSV: a quote is never closed',
      changes: { DataProcessing: { InputFilter: '$[1:]' } },
    },
    {
      what: 'a row without a column that the filter names',
      body: 'a,b,c\nd\n',
      note: 'Failed to filter data: $[2] names a column that a row of 1 does not have',
      changes: { DataProcessing: { InputFilter: '$[2]' } },
    },
  ])('fails the job and is noted without its cells: $what', async ({ body, note, changes }) => {
    const job = await bench.transform({ 'a.csv': body, 'b.csv': '1,2,3\n' }, {}, changes);

    expect(job.FailureReason).toBe(`ClientError: ${LOGS}`);
    expect((await bench.cloudWatch(job.name, 'data-log')).slice(1)).toEqual([`:[sagemaker logs]: data/in/${job.name}/a.csv: ${note}`]);
    expect(Object.keys(await bench.results(job.name))).toEqual(['b.csv.out']);
  });

  it('fails the job: what is not the gzip that it was said to be', async () => {
    const job = await bench.transform(
      { 'a.csv': 'plain' },
      {},
      { TransformJobName: 'no-gzip', TransformInput: linesUnder('no-gzip', { CompressionType: 'Gzip' }) },
    );

    expect(await notes(job.name)).toEqual([':[sagemaker logs]: data/in/no-gzip/a.csv: Failed to decompress what CompressionType says is Gzip']);
  });

  it('fails the job: nothing under the prefix', async () => {
    const job = await bench.transform({});

    expect(job.FailureReason).toMatch(/^ClientError: Data download failed:No S3 objects found under S3 URL "s3:\/\/data\/in\/job-\d+\/"/);
  });
});
