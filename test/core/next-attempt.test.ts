import { describe, expect, it } from '@jest/globals';
import { CapacityError } from '../../core/errors.ts';
import { lookAfterBatches } from '../../core/look-after-batches.ts';
import { keys } from '../../core/records.ts';
import { startTraining } from '../../core/start-training.ts';
import { startTransform } from '../../core/start-transform.ts';
import { attempt, givenRun, JOB, PREPARED, RUN, SNAPSHOT, STEP } from '../world/given-run.ts';
import { scoringWorld } from './scoring-world.ts';

const step = { ...STEP, token: 'token-1' };

it('is no lack of capacity where an earlier try of the step created the job before the last machine was taken: it is adopted', async () => {
  const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [attempt(1)] } });
  services.jobs.occupy(JOB, { 'nacre:run': RUN, 'nacre:snapshot': SNAPSHOT });
  const full = { ...services, jobs: { ...services.jobs, create: () => Promise.reject(new CapacityError('the limit is 1 Instances')) } };

  const answer = await startTraining(step, '', full);

  expect(answer).toMatchObject({ became: 'running', job: JOB });
  expect((await run()).attempts).toEqual([attempt(1)]);
});

describe('a run that finds no capacity on any instance type', () => {
  const TYPES = ['ml.g5.xlarge', 'ml.g4dn.xlarge', 'ml.g6.xlarge'];
  const LACKING = { status: 'NotStarted', endedAt: '2026-11-21T10:00:00.000Z' };
  const TAKEN = "CapacityError: The account-level service limit 'ml.g5.xlarge for training job usage' is 2 Instances, with current utilization of 2 Instances";
  const NONE = "CapacityError: The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances";
  const lacking = (...reasons: readonly string[]) => reasons.map((failureReason, n) => attempt(n + 1, { ...LACKING, instanceType: TYPES[n], failureReason }));

  it('gives up where the account may run none of any type, naming them all', async () => {
    const { services } = await givenRun({ run: { ...PREPARED, attempts: lacking(NONE, NONE, NONE) } });

    await expect(startTraining(step, '', services)).rejects.toMatchObject({
      name: 'CapacityExhaustedError',
      message: expect.stringContaining('ml.g5.xlarge, ml.g4dn.xlarge, ml.g6.xlarge'),
    });
  });

  it('waits where machines of a type are only taken', async () => {
    const { services } = await givenRun({ run: { ...PREPARED, attempts: lacking(NONE, TAKEN, NONE) } });

    await expect(startTraining(step, '', services)).rejects.toMatchObject({
      name: 'CapacityAwaitedError',
      message: expect.stringContaining('ml.g5.xlarge, ml.g4dn.xlarge, ml.g6.xlarge'),
    });
    expect(services.jobs.created).toEqual([]);
  });

  it('goes through the list anew once it has waited, and keeps of the round before only what became a job', async () => {
    const failed = attempt(4, { ...LACKING, instanceType: 'ml.g6.xlarge', status: 'Failed', failureReason: TAKEN });
    const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [...lacking(TAKEN, TAKEN), failed] } });
    services.clock.set('2026-11-21T10:01:00.000Z');

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ name: `${RUN}-a5`, instanceType: 'ml.g5.xlarge' }]);
    expect((await run()).attempts).toEqual([failed, { number: 5, job: `${RUN}-a5`, instanceType: 'ml.g5.xlarge', startedAt: expect.any(String), round: 2 }]);
  });

  it('moves on to the next type in a later round too', async () => {
    const again = attempt(5, { ...LACKING, failureReason: TAKEN, round: 2 });
    const { services } = await givenRun({ run: { ...PREPARED, attempts: [attempt(2, { status: 'Failed', failureReason: TAKEN }), again] } });

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ name: `${RUN}-a6`, instanceType: 'ml.g4dn.xlarge' }]);
  });
});

describe('a scoring that finds no capacity on any instance type', () => {
  const TYPES = ['ml.m5.large', 'ml.m5.xlarge'];

  /** A batch that was checked, and has asked for each type in vain: the account may run `quota` of it. */
  async function givenNoMachine(quota: number) {
    const world = await scoringWorld({ changes: { scoring: { instanceTypes: TYPES } } });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.check(batch);
    const { transforms } = world.services;
    for (const type of TYPES) transforms.lack(type, quota);
    for (const _ of TYPES) await expect(world.start(batch)).rejects.toMatchObject({ name: 'CapacityError' });
    return { world, batch, transforms };
  }

  it('gives up where the account may run none of any type, naming them all and the setting', async () => {
    const { world, batch } = await givenNoMachine(0);

    await expect(world.start(batch)).rejects.toMatchObject({
      name: 'CapacityExhaustedError',
      message: expect.stringMatching(/ml\.m5\.large, ml\.m5\.xlarge;.*scoring\.instanceTypes/),
    });
  });

  it('waits where machines of a type are only taken, and leaves no model behind', async () => {
    const { world, batch, transforms } = await givenNoMachine(2);

    await expect(world.start(batch)).rejects.toMatchObject({
      name: 'CapacityAwaitedError',
      message: expect.stringMatching(/ml\.m5\.large, ml\.m5\.xlarge;.*scoring\.instanceTypes/),
    });
    expect([transforms.created, transforms.models()]).toEqual([[], []]);
  });

  it('goes through the list anew once it has waited, and keeps what became a job, in this attempt at it and in those before', async () => {
    const { world, batch, transforms } = await givenNoMachine(2);
    const earlier = { number: 1, job: `${batch}-0-j1`, instanceType: 'ml.m5.large', startedAt: '2026-11-21T09:00:00.000Z', status: 'NotStarted' };
    const [first, second] = (await world.batch(batch)).jobs;
    const failed = { ...second, status: 'Failed' };
    await world.records.write({ update: keys.batch('cars', batch), set: { jobs: [earlier, first, failed] } });
    world.services.clock.pass(60);
    transforms.grant('ml.m5.large');

    await world.start(batch);

    expect(transforms.created).toMatchObject([{ name: `${batch}-1-j3`, instanceType: 'ml.m5.large' }]);
    expect((await world.batch(batch)).jobs).toMatchObject([earlier, failed, { number: 3, job: `${batch}-1-j3`, round: 2 }]);
  });

  it('has found it already where an earlier try of the step created the job before the last machine was taken: its model stays', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    const { transforms } = world.services;
    const full = { ...transforms, create: () => Promise.reject(new CapacityError('the limit is 1 Instances')) };

    const answer = await startTransform({ ...(await world.identityOf(batch)), token: 'token-2' }, { ...world.services, transforms: full });

    expect(answer).toMatchObject({ became: 'running', job });
    expect(transforms.models()).toEqual([job]);
    expect((await world.batch(batch)).jobs).toEqual([expect.not.objectContaining({ status: expect.anything() })]);
  });

  it('is not answered for by reconcile while there is no job', async () => {
    const { world } = await givenNoMachine(2);
    const describe = () => Promise.reject(new Error('SageMaker was asked for a job that never was'));
    const services = { ...world.services, transforms: { ...world.services.transforms, describe } };

    expect(await lookAfterBatches('cars', services)).toMatchObject({ answered: [] });
  });
});
