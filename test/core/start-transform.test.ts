import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import type { Transforms } from '../../core/ports.ts';
import { keys } from '../../core/records.ts';
import { startTransform } from '../../core/start-transform.ts';
import { type ScoringWorld, scoringWorld } from './scoring-world.ts';

async function checkedBatch(options?: Parameters<typeof scoringWorld>[0]) {
  const world = await scoringWorld(options);
  const { batch = '' } = await world.acceptBatch(world.uploadBatch());
  await world.check(batch);
  return { world, batch, job: `${batch}-1-j1` };
}

const jobsOf = async (world: ScoringWorld, batch: string) => (await world.batch(batch)).jobs;

describe('StartTransform', () => {
  it('creates a job of the preferred type from what CheckBatch left, with the model that was fixed', async () => {
    const { world, batch, job } = await checkedBatch();

    const answer = await world.start(batch);

    expect(answer).toMatchObject({ became: 'running', job, batch });
    expect(world.services.transforms.created).toMatchObject([
      {
        ...{ name: job, project: 'cars', batch, instanceType: 'ml.m5.large', maxPayloadInMB: 6, image: 'registry/nacre/training@sha256:ab' },
        modelArtifacts: expect.stringMatching(/cars-1-abcdef-a1\/output\/model\.tar\.gz$/),
        environment: { NACRE_BATCH: batch },
        input: expect.stringMatching(/\/1\/clean\.csv$/),
        output: expect.stringMatching(new RegExp(`/1/${job}/$`)),
      },
    ]);
    expect(job.length).toBeLessThanOrEqual(63);
    expect(await world.batch(batch)).toMatchObject({ status: 'Transforming', jobs: [{ number: 1, job, instanceType: 'ml.m5.large' }] });
  });

  it('leaves the newest token for whoever hears of the end', async () => {
    const { world, batch, job } = await checkedBatch();

    await world.start(batch, 'token-1');
    await world.start(batch, 'token-2');

    expect(await world.records.get(keys.job(job))).toMatchObject({ token: 'token-2', batch, attempt: 1 });
    expect(world.services.transforms.created).toHaveLength(1);
  });

  it('creates nothing for a model that is gone', async () => {
    const { world, batch } = await checkedBatch();
    await world.services.artifacts.discard('cars/jobs/cars-1-abcdef-a1/output/model.tar.gz');

    await expect(world.start(batch)).rejects.toMatchObject({ name: 'ModelArtifactMissingError', message: expect.stringContaining('cars-1-abcdef') });
    expect(world.services.transforms.created).toEqual([]);
    expect(await jobsOf(world, batch)).toEqual([]);
  });

  it('creates nothing for a model that is not the one that was registered', async () => {
    const { world, batch } = await checkedBatch();
    world.services.artifacts.place(world.services.artifacts.uri('cars/jobs/cars-1-abcdef-a1/output/model.tar.gz'), Buffer.from('another model'));

    await expect(world.start(batch)).rejects.toMatchObject({ name: 'ModelArtifactChangedError' });
    expect(world.services.transforms.created).toEqual([]);
  });

  it('takes a model of an older release, whose hash nobody kept, as it is', async () => {
    const { world, batch } = await checkedBatch();
    await world.records.write({ update: keys.batch('cars', batch), remove: ['model.modelSha256'] });

    await world.start(batch);

    expect(world.services.transforms.created).toHaveLength(1);
  });

  it('adopts its own job when it is tried again, and answers at once where that is over', async () => {
    const { world, batch, job } = await checkedBatch();
    await world.start(batch);
    world.services.transforms.change(job, { status: 'Completed', seconds: 3, endedAt: '2026-11-21T10:05:00.000Z' });

    const answer = await world.start(batch, 'token-2');

    expect(answer).toMatchObject({ became: 'answered', status: 'Completed' });
    expect(world.services.tokens.answers).toEqual([{ token: 'token-2', output: {} }]);
    expect(await world.batch(batch)).toMatchObject({ status: 'Transformed', jobs: [{ status: 'Completed', seconds: 3, endedAt: '2026-11-21T10:05:00.000Z' }] });
    expect(world.services.transforms.models()).toEqual([]);
  });

  it('answers for its own job that failed while nobody waited for it, and begins no second one', async () => {
    const { world, batch, job } = await checkedBatch();
    await world.start(batch);
    world.services.transforms.change(job, { status: 'Failed', failureReason: 'AlgorithmError: See job logs for more information' });

    await world.start(batch, 'token-2');

    expect(world.services.tokens.answers).toMatchObject([{ token: 'token-2', error: 'TransformFailedError' }]);
    expect(world.services.transforms.created).toHaveLength(1);
  });

  it.each([{ 'nacre:batch': 'cars-batch-000000000000' }, { 'nacre:clean-sha256': '00' }, {}])(
    'does not take a job with the tags %j for its own',
    async (tags) => {
      const { world, batch, job } = await checkedBatch();
      world.services.transforms.occupy(job, tags);

      await expect(world.start(batch)).rejects.toMatchObject({ name: 'TransformNameTakenError', message: expect.stringContaining(job) });
      expect(await jobsOf(world, batch)).toMatchObject([{ status: 'NotStarted', failureReason: expect.stringContaining('TransformNameTakenError') }]);
    },
  );

  it("starts nothing with a stranger's model of that name", async () => {
    const { world, batch, job } = await checkedBatch();
    world.services.transforms.occupyModel(job);

    await expect(world.start(batch)).rejects.toMatchObject({ name: 'TransformNameTakenError' });
    expect(world.services.transforms.models()).toEqual([job]);
  });

  it('deletes the model before the record says that there is no job: afterwards nobody looks for it', async () => {
    const { world, batch } = await checkedBatch();
    world.services.transforms.lack('ml.m5.large');
    const transforms = { ...world.services.transforms, discardModel: () => Promise.reject(new Error('the connection was lost')) };
    const step = { ...(await world.identityOf(batch)), token: 'token-1' };

    await expect(startTransform(step, { ...world.services, transforms })).rejects.toThrow('the connection was lost');

    expect(await jobsOf(world, batch)).toEqual([expect.not.objectContaining({ status: 'NotStarted' })]);
  });

  it("takes an account's limit for a lack of capacity, goes on to the next type, and leaves no model behind", async () => {
    const { world, batch, job } = await checkedBatch();
    world.services.transforms.lack('ml.m5.large');

    await expect(world.start(batch)).rejects.toMatchObject({ name: 'CapacityError' });
    expect(world.services.transforms.models()).toEqual([]);
    await world.start(batch, 'token-2');

    expect(await jobsOf(world, batch)).toMatchObject([
      { job, status: 'NotStarted' },
      { job: `${batch}-1-j2`, instanceType: 'ml.m5.xlarge' },
    ]);
  });

  it.each([
    ['CapacityError: Unable to provision requested ML compute capacity.', 'ml.m5.xlarge'],
    ['InternalServerError: We encountered an internal error.', 'ml.m5.large'],
  ])('begins a new job after %s', async (failureReason, instanceType) => {
    const { world, batch } = await checkedBatch();
    await world.start(batch);
    await world.end(batch, { status: 'Failed', failureReason });

    await world.start(batch, 'token-2');

    expect(world.services.transforms.created.at(-1)).toMatchObject({ name: `${batch}-1-j2`, instanceType });
    expect(world.services.tokens.answers).toMatchObject([{ error: failureReason.split(':')[0] }]);
  });

  it('begins one job where two deliveries work side by side', async () => {
    const { world, batch } = await checkedBatch();

    await Promise.all([world.start(batch, 'token-1'), world.start(batch, 'token-2')]);

    expect(await jobsOf(world, batch)).toHaveLength(1);
    expect(world.services.transforms.created).toHaveLength(1);
  });

  it('stops the job again where the scoring was ended while the job was created', async () => {
    const { world, batch, job } = await checkedBatch();
    const identity = await world.identityOf(batch);
    const { transforms } = world.services;
    const create: Transforms['create'] = async (spec) => {
      await endBatch(identity, { outcome: 'Cancelled', who: 'onExecutionEnded' }, world.services);
      return { ...transforms }.create(spec);
    };
    Object.assign(world.services, { transforms: { ...transforms, create } });

    await expect(world.start(batch)).rejects.toMatchObject({ name: 'ScoringEndedError' });

    expect(transforms.stopped).toEqual([job]);
  });

  it('starts nothing for a scoring that is over, or before there are checked rows', async () => {
    const { world, batch } = await checkedBatch();
    await endBatch(await world.identityOf(batch), { outcome: 'Cancelled', who: 'test' }, world.services);
    await expect(world.start(batch)).rejects.toMatchObject({ name: 'ScoringEndedError' });
    const unchecked = await scoringWorld();
    const { batch: other = '' } = await unchecked.acceptBatch(unchecked.uploadBatch());

    await expect(unchecked.start(other)).rejects.toMatchObject({ name: 'RecordMissingError' });
    expect([...world.services.transforms.created, ...unchecked.services.transforms.created]).toEqual([]);
  });
});
