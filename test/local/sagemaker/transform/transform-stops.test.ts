import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOfProcess } from '../../../../local/processes/start-of-process.ts';
import { until } from '../../processes/until.ts';
import { openBench, type TransformBench } from './transform-bench.ts';

let bench: TransformBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.world.close());

describe('a job that is stopped', () => {
  it('stores nothing, not even what was finished, and ends its server softly', async () => {
    const respond = 'if rows[0] == "wait": time.sleep(60)';
    const start = 'def soft(*_):\n    print("asked to end", flush=True)\n    os._exit(0)\nsignal.signal(signal.SIGTERM, soft)';
    const request = bench.request(await bench.model({ respond, start }));
    const name = request.TransformJobName;
    await bench.create(request, { 'a.csv': '1\n', 'b.csv': 'wait\n' });
    await until(() => bench.invocations(name).length === 2);

    await bench.stop(name);
    const job = await bench.end(name);

    expect(job.TransformJobStatus).toBe('Stopped');
    expect(job).not.toHaveProperty('FailureReason');
    expect(bench.story(name)).toEqual(['InProgress', 'Stopping', 'Stopped']);
    expect(bench.log(name).at(-1)).toBe('asked to end');
    expect(await bench.results(name)).toEqual({});
    await expect(bench.stop(name)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the transform job is in status Stopped.',
    });
  });

  it('kills a server that does not listen, after the grace', async () => {
    const request = bench.request(
      await bench.model({ ping: 'return self.answer(503, "")', start: 'signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint(os.getpid(), flush=True)' }),
    );
    await bench.create(request, { 'a.csv': '1\n' });
    await until(() => bench.log(request.TransformJobName).includes('ready'));

    await bench.stop(request.TransformJobName);
    const job = await bench.end(request.TransformJobName);

    expect(job.TransformJobStatus).toBe('Stopped');
    expect(startOfProcess(Number(bench.log(request.TransformJobName)[0]))).toBeUndefined();
  });

  it('is killed when the cloud closes, and says no more', async () => {
    const other = await openBench();
    const request = other.request(await other.model({ respond: 'time.sleep(60)', start: 'print(os.getpid(), flush=True)' }));
    await other.create(request, { 'a.csv': '1\n' });
    await until(() => other.invocations(request.TransformJobName).length === 1);
    const pid = Number(other.log(request.TransformJobName)[0]);

    await other.world.close();

    expect(startOfProcess(pid)).toBeUndefined();
    expect(other.story(request.TransformJobName)).toEqual(['InProgress']);
    expect(other.world.troubles).toEqual([]);
  });
});

describe('capacity', () => {
  it('that AWS lacks fails the job, and the next one has it', async () => {
    bench.world.plane.transform.instances.lack('ml.m5.large', 1);

    const first = await bench.transform({ 'a.csv': '1\n' });
    const second = await bench.transform({ 'a.csv': '1\n' });

    expect(first.FailureReason).toMatch(/^CapacityError: Unable to provision requested ML compute capacity/);
    expect(second.TransformJobStatus).toBe('Completed');
  });
});
