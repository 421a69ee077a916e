import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startOfProcess } from '../../../local/processes/start-of-process.ts';
import { until } from '../processes/until.ts';
import { credentials, openBench } from './training-bench.ts';

jest.setTimeout(30_000);

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const BASE = '$SAGEMAKER_BASE_DIR';
const clientSettings = () => ({ endpoint: bench.settings.endpoint, region: 'eu-west-1', credentials });

async function logOf(name: string): Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient(clientSettings());
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs', logStreamNamePrefix: `${name}/` }));
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs', logStreamName: logStreams[0]?.logStreamName, startFromHead: true }),
  );
  return events.map(({ message = '' }) => message);
}

describe('a training job', () => {
  it('trains, uploads model and output encrypted, and tells every step', async () => {
    const script = `cp -r ${BASE}/input/data/train/. ${BASE}/model/; mkdir ${BASE}/output/data/plots; echo '{}' > ${BASE}/output/data/plots/a.json`;

    const job = await bench.train(script);
    const name = String(job['TrainingJobName']);

    expect(job).toMatchObject({
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: `s3://artifacts/jobs/${name}/output/model.tar.gz` },
    });
    expect(await bench.archive(`jobs/${name}/output/model.tar.gz`)).toEqual({ 'train.csv': 'x,y\n1,2\n', 'more/part.csv': 'x,y\n3,4\n' });
    expect(await bench.archive(`jobs/${name}/output/output.tar.gz`)).toEqual({ 'plots/a.json': '{}\n' });
    expect(await bench.object(`jobs/${name}/output/model.tar.gz`)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/data',
    });
    expect(bench.story(name)).toEqual(['Starting InProgress', 'Downloading InProgress', 'Training InProgress', 'Uploading InProgress', 'Completed Completed']);
    expect(existsSync(join(bench.settings.folder, 'jobs', name))).toBe(false);
  });

  it('sees the container contract and nothing of our environment', async () => {
    const script = `cat ${BASE}/input/config/hyperparameters.json ${BASE}/input/config/inputdataconfig.json; echo; env | cut -d= -f1 | grep -v ^SM_ | sort | tr '\\n' ' '; echo; env | grep -E '^(SM_HP|SM_CHANNEL|NACRE|TRAINING|SM_MODEL|SM_USER)' | sort`;

    const job = await bench.train(script);
    const name = String(job['TrainingJobName']);
    const base = join(bench.settings.folder, 'jobs', name, 'opt', 'ml');

    expect(await logOf(name)).toEqual([
      '{"epochs":"5","learning-rate":"0.1","model":"linear"}{"train":{"TrainingInputMode":"File","S3DistributionType":"FullyReplicated","RecordWrapperType":"None","ContentType":"text/csv"}}',
      'AWS_ACCESS_KEY_ID AWS_ENDPOINT_URL AWS_REGION AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN HOME LANG NACRE_RUN PATH PWD PYTHONUNBUFFERED SAGEMAKER_BASE_DIR TMPDIR TRAINING_JOB_ARN TRAINING_JOB_NAME ',
      'NACRE_RUN=run-1',
      'SM_CHANNELS=["train"]',
      `SM_CHANNEL_TRAIN=${base}/input/data/train`,
      'SM_HPS={"epochs":5,"learning-rate":0.1,"model":"linear"}',
      'SM_HP_EPOCHS=5',
      'SM_HP_LEARNING_RATE=0.1',
      'SM_HP_MODEL=linear',
      `SM_MODEL_DIR=${base}/model`,
      'SM_USER_ARGS=["--epochs","5","--learning-rate","0.1","--model","linear"]',
      `TRAINING_JOB_ARN=${job['TrainingJobArn']}`,
      `TRAINING_JOB_NAME=${name}`,
    ]);
  });

  it('keeps the last figure of each metric and publishes all of them', async () => {
    const job = await bench.train('echo metric rmse=3.5; echo metric rmse=2.1345; echo metric rmse=nothing');
    const statistics = new GetMetricStatisticsCommand({
      Namespace: '/aws/sagemaker/TrainingJobs',
      MetricName: 'rmse',
      Dimensions: [{ Name: 'TrainingJobName', Value: String(job['TrainingJobName']) }],
      StartTime: new Date(Date.now() - 60_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 120,
      Statistics: ['SampleCount', 'Maximum'],
    });

    const { Datapoints: points = [] } = await new CloudWatchClient(clientSettings()).send(statistics);

    expect(job['FinalMetricDataList']).toEqual([{ MetricName: 'rmse', Value: Math.fround(2.1345), Timestamp: expect.any(Number) }]);
    expect(points.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0)).toBe(2);
    expect(Math.max(...points.map(({ Maximum = 0 }) => Maximum))).toBe(3.5);
  });

  it('fails with the failure file and the exit code, its lines kept in order', async () => {
    const job = await bench.train(`echo one; echo two >&2; echo three; printf 'KeyError: Rings' > ${BASE}/output/failure; exit 3`);
    const name = String(job['TrainingJobName']);

    expect(job).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed', FailureReason: 'AlgorithmError: KeyError: Rings, exit code: 3' });
    expect(await logOf(name)).toEqual(['one', 'two', 'three']);
    expect(readFileSync(join(bench.settings.folder, 'logs', 'jobs', `${name}.log`), 'utf8')).toBe('one\ntwo\nthree\n');
    expect(bench.story(name)).toEqual(['Starting InProgress', 'Downloading InProgress', 'Training InProgress', 'Failed Failed']);
  });

  it.each([
    { death: 'without a failure file', script: 'exit 1', reason: 'AlgorithmError: , exit code: 1' },
    { death: 'killed', script: 'kill -9 $$', reason: 'AlgorithmError: , exit code: 137' },
    { death: 'of a command that is not there', script: 'exec no-such-command', reason: 'AlgorithmError: , exit code: 127' },
  ])('fails $death', async ({ script, reason }) => {
    const job = await bench.train(script);

    expect(job).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: reason });
  });

  it('cuts a long failure text so that the reason has 1,024 characters with the exit code', async () => {
    const job = await bench.train(`head -c 5000 /dev/zero | tr '\\0' x > ${BASE}/output/failure; exit 1`);

    expect(String(job['FailureReason'])).toHaveLength(1024);
    expect(job['FailureReason']).toMatch(/^AlgorithmError: x+, exit code: 1$/);
  });

  it('stops when asked, and keeps what is written in the grace', async () => {
    const request = bench.request(`trap 'echo saved > ${BASE}/model/weights; exit 0' TERM; echo ready; while :; do sleep 0.05; done`);
    await bench.call('CreateTrainingJob', request);
    await until(() => existsSync(join(bench.settings.folder, 'logs', 'jobs', `${request.TrainingJobName}.log`)));
    await until(() => readFileSync(join(bench.settings.folder, 'logs', 'jobs', `${request.TrainingJobName}.log`), 'utf8').includes('ready'));

    await bench.call('StopTrainingJob', { TrainingJobName: request.TrainingJobName });
    const job = await bench.end(request.TrainingJobName);

    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(await bench.archive(`jobs/${request.TrainingJobName}/output/model.tar.gz`)).toEqual({ weights: 'saved\n' });
    expect(bench.story(request.TrainingJobName).slice(3)).toEqual(['Stopping Stopping', 'Uploading Stopping', 'Stopped Stopped']);
  });

  it('is killed after the grace when it runs for too long and does not listen; its artifacts are kept', async () => {
    const job = await bench.train(`trap '' TERM; echo part > ${BASE}/model/weights; while :; do sleep 0.05; done`, {
      StoppingCondition: { MaxRuntimeInSeconds: 1 },
    });
    const name = String(job['TrainingJobName']);

    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
    expect(job).not.toHaveProperty('FailureReason');
    expect(await bench.archive(`jobs/${name}/output/model.tar.gz`)).toEqual({ weights: 'part\n' });
    expect(bench.story(name).slice(2)).toEqual(['Training InProgress', 'Uploading InProgress', 'MaxRuntimeExceeded Stopped']);
  });

  it('fails for the client where no data lies under the prefix, naming it', async () => {
    const request = bench.request('exit 0');
    const channel = { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://artifacts/nothing/' } } };

    const job = await bench.train('exit 0', { ...request, InputDataConfig: [channel] });

    expect(job['FailureReason']).toMatch(/^ClientError: Data download failed:No S3 objects found under S3 URL "s3:\/\/artifacts\/nothing\/"/);
    expect(bench.story(request.TrainingJobName)).not.toContain('Training InProgress');
  });

  it('fails where AWS has no instance, and the next one trains', async () => {
    bench.plane.instances.lack('ml.g5.xlarge', 1);
    const ResourceConfig = { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 };

    const first = await bench.train('exit 0', { ResourceConfig });
    const second = await bench.train('exit 0', { ResourceConfig });

    expect(first['FailureReason']).toBe('CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.');
    expect(second['TrainingJobStatus']).toBe('Completed');
  });

  it('carries checkpoints from one job to the next', async () => {
    const CheckpointConfig = { S3Uri: 's3://artifacts/checkpoints/a' };
    const script = `echo step >> ${BASE}/checkpoints/state; cp ${BASE}/checkpoints/state ${BASE}/model/`;
    await bench.train(script, { CheckpointConfig });

    const job = await bench.train(script, { CheckpointConfig });

    expect(await bench.archive(`jobs/${job['TrainingJobName']}/output/model.tar.gz`)).toEqual({ state: 'step\nstep\n' });
  });

  it('uploads loose files where no compression is asked for, and nothing for an empty folder', async () => {
    const job = await bench.train(`echo w > ${BASE}/model/weights`, { OutputDataConfig: { S3OutputPath: 's3://artifacts/loose/', CompressionType: 'NONE' } });
    const folder = `loose/${job['TrainingJobName']}/output`;

    expect((await bench.object(`${folder}/model/weights`)).bytes.toString()).toBe('w\n');
    await expect(bench.object(`${folder}/output/`)).rejects.toThrow(/does not exist/);
  });

  it('tells each event as AWS does, in milliseconds', async () => {
    const job = await bench.train('echo metric rmse=1');
    const event = bench.events.filter(({ detail }) => detail['TrainingJobName'] === job['TrainingJobName']).at(-1);

    expect(event).toMatchObject({ detailType: 'SageMaker Training Job State Change', resources: [job['TrainingJobArn']] });
    expect(event?.detail).toMatchObject({
      TrainingJobStatus: 'Completed',
      InputDataConfig: [{ ChannelName: 'train', CompressionType: 'None', RecordWrapperType: 'None' }],
      AlgorithmSpecification: { TrainingInputMode: 'File' },
      CreationTime: Number(job['CreationTime']) * 1000,
      TrainingEndTime: Number(job['TrainingEndTime']) * 1000,
      Tags: { 'nacre:run': 'run-1' },
      VpcConfig: {},
    });
    expect(Object.keys(event?.detail ?? {})).not.toContain('FinalMetricDataList');
    expect(event?.detail['SecondaryStatusTransitions']).toContainEqual(expect.objectContaining({ Status: 'Uploading', EndTime: expect.any(Number) }));
  });

  it('is killed with everything it started when the cloud closes, and says no more', async () => {
    const other = await openBench();
    const request = other.request('sleep 600 & echo $! $$; wait');
    await other.call('CreateTrainingJob', request);
    const log = join(other.settings.folder, 'logs', 'jobs', `${request.TrainingJobName}.log`);
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('\n'));
    const pids = readFileSync(log, 'utf8').trim().split(' ').map(Number);

    await other.close();

    expect(pids.map(startOfProcess)).toEqual([undefined, undefined]);
    expect(other.story(request.TrainingJobName).at(-1)).toBe('Training InProgress');
    expect(other.troubles).toEqual([]);
  });
});
