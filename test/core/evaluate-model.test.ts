import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { evaluateModel } from '../../core/evaluate-model.ts';
import { keys, type ProjectRecord } from '../../core/records.ts';
import { sha256 } from '../../core/sha256.ts';
import { attempt, givenRun, JOB, PREPARED, RUN, STEP } from '../world/given-run.ts';
import { tarOf } from '../world/tar-of.ts';

const MODEL = 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/jobs/model.tar.gz';

const GOOD = {
  metrics: { rmse: 2.13, mae: 1.5, r2: 0.56 },
  rows: { train: 3341, test: 836 },
  parameters: 3713,
  mlflow: { experiment: 'abalone', runId: 'r1', url: 'http://mlflow/r1' },
};

const REIGNING: Partial<ProjectRecord> = {
  reigning: {
    run: 'abalone-0-aaaaaa',
    modelPackage: { arn: 'arn', version: 1, approval: 'Approved' },
    metrics: { rmse: 2.2, mae: 1.6 },
    registeredAt: '2026-11-01T00:00:00.000Z',
  },
};

/** A run whose job left this archive, and printed these metrics. */
async function givenOutput(
  archive: Buffer | undefined,
  { finalMetrics = {}, project = {} }: { finalMetrics?: Readonly<Record<string, number>>; project?: Partial<ProjectRecord> } = {},
) {
  const world = await givenRun({ run: { ...PREPARED, status: 'Trained', attempts: [attempt(1, { status: 'Completed' })] }, project });
  const { jobs, artifacts } = world.services;
  jobs.occupy(JOB);
  jobs.change(JOB, { status: 'Completed', finalMetrics });
  const job = await jobs.describe(JOB);
  if (archive && job) artifacts.place(job.output, archive);
  return { ...world, evaluate: () => evaluateModel(STEP, world.services) };
}

const archiveOf = (evaluation: unknown, name = 'evaluation.json') => tarOf({ 'history.png': Buffer.alloc(100_000, 7), [name]: JSON.stringify(evaluation) });

describe('EvaluateModel', () => {
  it('passes a model that holds every threshold, and keeps the report', async () => {
    const { evaluate, run, services } = await givenOutput(await archiveOf(GOOD));

    const answer = await evaluate();

    expect(answer).toEqual({ passed: true });
    expect(await run()).toMatchObject({
      status: 'Evaluated',
      metrics: GOOD.metrics,
      gate: {
        passed: true,
        report: expect.stringContaining('gate.json'),
        checks: [{ metric: 'rmse', value: 2.13, atMost: 2.3, passed: true }, { metric: 'mae' }, { metric: 'r2', atLeast: 0.5 }],
      },
      mlflow: { experiment: 'abalone', runId: 'r1', url: 'http://mlflow/r1' },
    });
    expect(services.artifacts.json(`abalone/runs/${RUN}/gate.json`)).toMatchObject({ run: RUN, job: JOB, passed: true, evaluation: { parameters: 3713 } });
  });

  it('judges no run that somebody cancels meanwhile', async () => {
    const { evaluate, run, services } = await givenOutput(await archiveOf({ ...GOOD, metrics: { ...GOOD.metrics, rmse: 99 } }));
    const { putJson } = services.artifacts;
    const cancelled = { who: 'ann@example.com', why: 'trained on the wrong file', at: '2026-11-21T10:00:00.000Z' };
    Object.assign(services.artifacts, {
      async putJson(key: string, lines: readonly unknown[]) {
        await services.records.write({ update: keys.run('abalone', 1), set: { cancelled } });
        return putJson(key, lines);
      },
    });

    expect(await evaluate()).toEqual({ passed: false });
    expect(await run()).toMatchObject({ status: 'Trained', cancelled });
    expect((await run()).gate).toBeUndefined();
  });

  it('rejects a model that misses a threshold, by how much and beside the reigning one', async () => {
    const { evaluate, run } = await givenOutput(await archiveOf({ ...GOOD, metrics: { rmse: 2.5, mae: 1.5, r2: 0.4 } }), { project: REIGNING });

    const answer = await evaluate();

    expect(answer).toEqual({ passed: false });
    expect((await run()).verdict).toMatchObject({
      outcome: 'Rejected',
      reason: 'The model misses 2 of 3 thresholds: rmse, r2.',
      details: ['rmse is 2.5, wanted is at most 2.3: missed by 0.2; the reigning model has 2.2', 'r2 is 0.4, wanted is at least 0.5: missed by 0.1'],
      nextStep: expect.stringContaining('The model of run abalone-0-aaaaaa stays in service.'),
    });
    expect((await run()).gate?.checks[0]).toMatchObject({ reigning: 2.2, passed: false });
  });

  it('counts a limit that is just reached as held', async () => {
    const { evaluate } = await givenOutput(await archiveOf({ metrics: { rmse: 2.3, mae: 1.65, r2: 0.5 } }));

    expect(await evaluate()).toEqual({ passed: true });
  });

  it('takes a metric from the log where evaluation.json lacks it, and the file where both have it', async () => {
    const { evaluate, run } = await givenOutput(await archiveOf({ metrics: { rmse: 2.1, mae: 1.5 } }), { finalMetrics: { rmse: 9, r2: 0.6, val_loss: 4 } });

    await evaluate();

    expect((await run()).metrics).toEqual({ rmse: 2.1, mae: 1.5, r2: 0.6, val_loss: 4 });
  });

  it('fails where a metric that a threshold needs was reported nowhere, naming what was', async () => {
    const { evaluate } = await givenOutput(await archiveOf({ metrics: { rmse: 2.1, mae: 1.5 } }), { finalMetrics: { r2: Number.NaN } });

    await expect(evaluate()).rejects.toMatchObject({ name: 'MetricMissingError', metric: 'r2', reported: ['rmse', 'mae'] });
  });

  it.each([
    ['no output', async () => undefined, 'left no output.tar.gz'],
    ['an output without evaluation.json', () => archiveOf(GOOD, 'other.json'), 'holds no evaluation.json'],
    ['an output that is no archive', async () => Buffer.from('not an archive'), 'is no readable archive'],
    ['an output that breaks off', async () => (await archiveOf(GOOD)).subarray(0, 60), 'is no readable archive'],
    ['an output that is no tar', async () => gzipSync(Buffer.alloc(2000, 'x')), 'is no readable archive'],
    [
      'an evaluation.json that is no JSON',
      () => tarOf({ 'evaluation.json': '{"metrics": NaN}' }),
      'is no valid JSON; it says NaN or Infinity where a number belongs',
    ],
    ['an evaluation.json without metrics', () => archiveOf({ rmse: 2.1 }), 'metrics is not as documented'],
    ['an evaluation.json with a text as metric', () => archiveOf({ metrics: { rmse: 'low' } }), 'metrics.rmse is not as documented'],
    ['an evaluation.json beyond any sense', () => archiveOf({ metrics: {}, history: 'x'.repeat(1024 * 1024) }), 'is larger than 1 MB'],
  ])('fails where the job left %s', async (_, archive, told) => {
    const { evaluate, run } = await givenOutput(await archive());

    await expect(evaluate()).rejects.toMatchObject({ name: 'EvaluationMalformedError', message: expect.stringContaining(told) });
    expect((await run()).verdict).toBeUndefined();
  });

  it('records why tracking is missing, and judges all the same', async () => {
    const { evaluate, run } = await givenOutput(await archiveOf({ ...GOOD, mlflow: { missing: 'the server did not answer' } }));

    const answer = await evaluate();

    expect(answer).toEqual({ passed: true });
    expect((await run()).mlflow).toEqual({ experiment: 'abalone-tensorflow-experiment', missing: 'the server did not answer' });
  });

  it('keeps the hash of a model that passed, and the profile of what it predicted on its test rows', async () => {
    const archive = await tarOf({ 'predictions.csv': '7.5\n9.25\n11\n', 'evaluation.json': JSON.stringify(GOOD) });
    const { evaluate, run, services } = await givenOutput(archive);
    services.artifacts.place(MODEL, Buffer.from('the model'));
    services.jobs.change(JOB, { modelArtifacts: MODEL });

    await evaluate();

    expect((await run()).modelSha256).toBe(sha256('the model'));
    expect((await run()).predictions).toMatch(/predictions\.json$/);
    expect(services.artifacts.json(`abalone/runs/${RUN}/predictions.json`)).toMatchObject([
      { name: 'prediction', inferredType: 'Fractional', present: 3, numbers: { min: 7.5, max: 11 } },
    ]);
  });

  it.each([
    ['none', undefined],
    ['an empty file', ''],
    ['two columns', '1,2\n3,4\n'],
  ])('judges all the same where the job left of its predictions %s', async (_, predictions) => {
    const archive = await tarOf({ ...(predictions !== undefined && { 'predictions.csv': predictions }), 'evaluation.json': JSON.stringify(GOOD) });
    const { evaluate, run } = await givenOutput(archive);

    expect(await evaluate()).toEqual({ passed: true });
    expect((await run()).predictions).toBeUndefined();
  });
});
