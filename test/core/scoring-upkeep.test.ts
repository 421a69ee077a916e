import { describe, expect, it } from '@jest/globals';
import { finishBatch } from '../../core/finish-batch.ts';
import { finishRun } from '../../core/finish-run.ts';
import { onExecutionEnded } from '../../core/on-execution-ended.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import { ExecutionEnded } from '../../events/execution-ended.ts';
import { GROUP_PREFIX, OWNERS } from './protocol-world.ts';
import { ROWS, type ScoringWorld, scoringWorld } from './scoring-world.ts';

const PREFIX = 'arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:';

function ended(world: ScoringWorld, execution: string, status: string, error?: string, cause?: string) {
  world.services.executions.end(execution, status, error, cause);
  const detail = { executionArn: `${PREFIX}${execution}`, status: 'FAILED' };
  return onExecutionEnded(
    ExecutionEnded.parse({ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail }),
    GROUP_PREFIX,
    world.services,
  );
}

describe('onExecutionEnded', () => {
  it('records an aborted scoring as cancelled, stops its job and mails', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();

    const looked = await ended(world, `${batch}-1`, 'ABORTED', 'OperatorStop', 'stopped by hand');

    expect(looked).toEqual({ batch, outcome: 'Cancelled' });
    expect(await world.batch(batch)).toMatchObject({ outcome: 'Cancelled', verdict: { details: ['Given cause: stopped by hand'] } });
    expect(world.services.transforms.stopped).toEqual([job]);
    expect(await world.unscored()).toEqual([]);
    expect(world.services.mails.sent.map(({ to, subject }) => [to, subject])).toEqual(OWNERS.map((to) => [to, 'cars: scoring cancelled']));
  });

  it.each([
    ['TIMED_OUT', undefined, 'ExecutionTimedOut'],
    ['FAILED', undefined, 'States.Runtime'],
    ['FAILED', 'States.DataLimitExceeded', 'States.DataLimitExceeded'],
  ])('records a scoring whose execution is %s (%s) as failed: %s', async (status, error, name) => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    const { outcome } = await ended(world, `${batch}-1`, status, error);

    expect(outcome).toBe('Failed');
    expect((await world.batch(batch)).failure?.class).toBe(name);
  });

  it('puts a batch back whose failure could not be recorded', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    const looked = await ended(world, `${batch}-1`, 'FAILED', 'BatchNotRecorded', 'x');

    expect(looked).toEqual({ batch });
    expect(await world.batch(batch)).toMatchObject({ status: 'Waiting', attempt: 2 });
  });

  it('leaves what a state has ended, or put back, as it is, but no job', async () => {
    const world = await scoringWorld();
    const batch = await world.scored();
    const before = world.records.writes();

    expect(await ended(world, `${batch}-1`, 'FAILED', 'MailsNotSent')).toEqual({ batch });
    expect(world.records.writes()).toBe(before);
  });

  it('believes Step Functions that an execution runs, and knows nothing of strangers', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await world.services.scorings.start({ project: 'cars', batch: 'cars-batch-000000000000', attempt: 1 });

    const looked = [await ended(world, `${batch}-1`, 'RUNNING'), await ended(world, 'cars-batch-000000000000-1', 'FAILED')];

    expect(looked).toEqual([{ batch }, { batch: 'cars-batch-000000000000' }]);
    expect((await world.batch(batch)).status).toBe('Transforming');
  });
});

describe('reconcile', () => {
  it('starts a scoring that was opened and never started', async () => {
    const world = await scoringWorld();
    world.services.executions.loseNextStart();
    await expect(world.acceptBatch(world.uploadBatch())).rejects.toThrow('lost');

    const { started } = await reconcile(GROUP_PREFIX, world.services);

    expect(started).toEqual([expect.stringMatching(/^cars-batch-.*-1$/)]);
  });

  it('answers for a transform job whose end nobody told, and leaves one alone that runs', async () => {
    const world = await scoringWorld();
    const { job } = await world.transforming();

    const early = await reconcile(GROUP_PREFIX, world.services);
    world.services.transforms.change(job, { status: 'Failed', failureReason: 'AlgorithmError: x' });
    const late = await reconcile(GROUP_PREFIX, world.services);

    expect([early.answered, late.answered]).toEqual([[], [job]]);
    expect(world.services.tokens.answers).toMatchObject([{ token: 'token-1', error: 'TransformFailedError' }]);
  });

  it('opens a batch that was put back once it is due', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await ended(world, `${batch}-1`, 'FAILED', 'BatchNotRecorded', 'x');

    const early = await reconcile(GROUP_PREFIX, world.services);
    world.services.clock.pass(300);
    const late = await reconcile(GROUP_PREFIX, world.services);

    expect([early.started, late.started]).toEqual([[], [`${batch}-2`]]);
  });

  it('asks for the newest batch where the registration died before it could, or a model was approved by hand', async () => {
    const world = await scoringWorld();
    await world.scored();
    await world.register(2);

    const { started } = await reconcile(GROUP_PREFIX, world.services);

    expect(started).toHaveLength(1);
    expect((await world.batches()).map(({ cause }) => cause).sort()).toEqual(['registration', 'upload']);
  });
});

describe('finishRun', () => {
  async function registered(world: ScoringWorld) {
    const run = await world.working();
    const attempt = {
      number: 1,
      job: `${run.run}-a1`,
      instanceType: 'ml.g5.xlarge',
      startedAt: '2026-11-21T10:00:00.000Z',
      status: 'Completed',
      modelArtifacts: 's3://x/model.tar.gz',
    };
    const image = { repository: 'nacre/training', tag: 'latest', digest: 'sha256:ab', uri: 'image' };
    const { number } = await world.run(run.run);
    await world.records.write({
      update: keys.run('cars', number),
      set: { attempts: [attempt], image, modelPackage: { arn: 'arn', version: 1, approval: 'Approved' } },
    });
    return run;
  }

  it('opens what waited for the first model', async () => {
    const world = await scoringWorld({ model: false });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    const run = await registered(world);

    await finishRun(run, world.services);

    expect(await world.batch(batch)).toMatchObject({ status: 'Opened', model: { run: run.run } });
    expect(world.services.executions.started).toContain(`${batch}-1`);
  });

  it('has the newest batch scored again, once however often it is called', async () => {
    const world = await scoringWorld();
    await world.scored(ROWS, 'cars/batches/older.csv');
    world.services.clock.pass(60);
    await world.scored(ROWS, 'cars/batches/newer.csv');
    const run = await registered(world);

    await finishRun(run, world.services);
    await finishRun(run, world.services);

    const again = (await world.batches()).filter(({ cause }) => cause === 'registration');
    expect(again).toMatchObject([{ object: { key: 'cars/batches/newer.csv' }, model: { run: run.run } }]);
  });

  it('is not needed for a scoring that is decided: finishing it late changes nothing', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    const identity = await world.identityOf(batch);
    await ended(world, `${batch}-1`, 'FAILED', 'TypeError', 'x');

    expect(await finishBatch(identity, world.services)).toMatchObject({ outcome: 'Failed' });
  });
});
