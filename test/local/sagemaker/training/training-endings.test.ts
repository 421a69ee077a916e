import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOfProcess } from '../../../../local/processes/start-of-process.ts';
import { until } from '../../processes/until.ts';
import { BASE, openBench } from './training-bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

describe('a training job that ends otherwise', () => {
  it('fails with the failure file and the exit code, its lines kept in order', async () => {
    const job = await bench.train(`echo one; echo two >&2; echo three; printf 'KeyError: Rings' > ${BASE}/output/failure; exit 3`);
    const name = String(job['TrainingJobName']);

    expect(job).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed', FailureReason: 'AlgorithmError: KeyError: Rings, exit code: 3' });
    expect(await bench.log(name)).toEqual(['one', 'two', 'three']);
    expect(readFileSync(bench.logFile(name), 'utf8')).toBe('one\ntwo\nthree\n');
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

  it('fails for the client where no data lies under the prefix, naming it', async () => {
    const request = bench.request('exit 0');
    const channel = { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://artifacts/nothing/' } } };

    const job = await bench.train('exit 0', { ...request, InputDataConfig: [channel] });

    expect(job['FailureReason']).toMatch(/^ClientError: Data download failed:No S3 objects found under S3 URL "s3:\/\/artifacts\/nothing\/"/);
    expect(bench.story(request.TrainingJobName)).not.toContain('Training InProgress');
  });

  it('fails where AWS has no instance, and the next one trains', async () => {
    bench.plane.training.instances.lack('ml.g5.xlarge', 1);
    const ResourceConfig = { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 };

    const first = await bench.train('exit 0', { ResourceConfig });
    const second = await bench.train('exit 0', { ResourceConfig });

    expect(first['FailureReason']).toBe('CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.');
    expect(second['TrainingJobStatus']).toBe('Completed');
  });

  it('stops when asked, and keeps what is written in the grace', async () => {
    const request = bench.request(`trap 'echo saved > ${BASE}/model/weights; exit 0' TERM; echo ready; while :; do sleep 0.05; done`);
    await bench.call('CreateTrainingJob', request);
    const log = bench.logFile(request.TrainingJobName);
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('ready'));

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

  it('is killed with everything it started when the cloud closes, and says no more', async () => {
    const other = await openBench();
    const request = other.request('sleep 600 & echo $! $$; wait');
    await other.call('CreateTrainingJob', request);
    const log = other.logFile(request.TrainingJobName);
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('\n'));
    const pids = readFileSync(log, 'utf8').trim().split(' ').map(Number);

    await other.close();

    expect(pids.map(startOfProcess)).toEqual([undefined, undefined]);
    expect(other.story(request.TrainingJobName).at(-1)).toBe('Training InProgress');
    expect(other.troubles).toEqual([]);
  });
});

describe('StopTrainingJob', () => {
  it('refuses a job that is over, and one that is not there', async () => {
    const { TrainingJobName } = await bench.train('exit 0');

    await expect(bench.call('StopTrainingJob', { TrainingJobName })).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'The request was rejected because the training job is in status Completed.',
    });
    await expect(bench.call('StopTrainingJob', { TrainingJobName: 'nobody' })).rejects.toThrow('Requested resource not found.');
  });

  it('stops a job before it trains', async () => {
    const request = bench.request('exit 0');
    await bench.call('CreateTrainingJob', request);

    await bench.call('StopTrainingJob', request);
    const job = await bench.end(request.TrainingJobName);

    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(bench.story(request.TrainingJobName)).toEqual(['Starting InProgress', 'Stopping Stopping', 'Stopped Stopped']);
  });
});
