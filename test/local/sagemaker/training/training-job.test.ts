import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BASE, credentials, openBench } from './training-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

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
    expect(existsSync(join(bench.settings.folder, 'jobs', 'training', name))).toBe(false);
  });

  it('sees the container contract and nothing of our environment', async () => {
    const script = `cat ${BASE}/input/config/hyperparameters.json ${BASE}/input/config/inputdataconfig.json; echo; env | cut -d= -f1 | grep -v ^SM_ | sort | tr '\\n' ' '; echo; env | grep -E '^(SM_HP|SM_CHANNEL|NACRE|TRAINING|SM_MODEL|SM_USER)' | sort`;

    const job = await bench.train(script);
    const name = String(job['TrainingJobName']);
    const base = join(bench.settings.folder, 'jobs', 'training', name, 'opt', 'ml');

    expect(await bench.log(name)).toEqual([
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

    const { Datapoints: points = [] } = await new CloudWatchClient({ endpoint: bench.settings.endpoint, region: 'eu-west-1', credentials }).send(statistics);

    expect(job['FinalMetricDataList']).toEqual([{ MetricName: 'rmse', Value: Math.fround(2.1345), Timestamp: expect.any(Number) }]);
    expect(points.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0)).toBe(2);
    expect(Math.max(...points.map(({ Maximum = 0 }) => Maximum))).toBe(3.5);
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
});
