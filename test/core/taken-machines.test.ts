import { describe, expect, it } from '@jest/globals';
import { CapacityError } from '../../core/errors.ts';
import { startTraining } from '../../core/start-training.ts';
import { abalone, attempt, givenRun, JOB, PREPARED, RUN, SNAPSHOT, STEP } from '../world/given-run.ts';

const step = { ...STEP, token: 'token-1' };
const TYPES = ['ml.g5.xlarge', 'ml.g4dn.xlarge', 'ml.g6.xlarge'];
const TAKEN = "The account-level service limit 'ml.g5.xlarge for training job usage' is 2 Instances, with current utilization of 2 Instances";
const NONE = "The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances";
const TOLD_AT = '2026-11-21T10:00:00.000Z';

/** A run that is about to train, after runs of other projects were told something of these machines. */
async function givenTold(machines: readonly string[], { reason = TAKEN, now = TOLD_AT, askedAt = '', run = PREPARED } = {}) {
  const world = await givenRun({ run });
  const word = { reason, toldAt: TOLD_AT, ...(askedAt && { askedAt }) };
  await world.records.write(...machines.map((machine) => ({ put: { pk: 'MACHINES', sk: machine }, item: { machine, ...word } })));
  world.services.clock.set(now);
  return { ...world, word: (machine: string) => world.records.get({ pk: 'MACHINES', sk: machine }) };
}

describe('a run whose machines are all taken, as another has just been told,', () => {
  it('waits without asking SageMaker, and writes nothing', async () => {
    const { services, run } = await givenTold(TYPES);

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'CapacityAwaitedError' });

    expect(services.jobs.created).toEqual([]);
    expect((await run()).attempts).toEqual([]);
  });

  it.each(['2026-11-21T09:59:40.000Z', '2026-11-21T10:00:20.000Z'])('asks again at %s, by whichever clock', async (now) => {
    const { services } = await givenTold(TYPES, { now });

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ instanceType: 'ml.g5.xlarge' }]);
  });

  it('asks for the one type of which nobody was told', async () => {
    const { services } = await givenTold(['ml.g5.xlarge', 'ml.g6.xlarge']);

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ instanceType: 'ml.g4dn.xlarge' }]);
  });

  it('takes up its own job all the same', async () => {
    const { services } = await givenTold(TYPES, { run: { ...PREPARED, attempts: [attempt()] } });
    services.jobs.occupy(JOB, { 'nacre:run': RUN, 'nacre:snapshot': SNAPSHOT });

    expect(await startTraining(step, '', services)).toMatchObject({ became: 'running', job: JOB });
  });
});

describe('of runs that wait for a machine which was taken a while ago', () => {
  const now = '2026-11-21T10:01:00.000Z';
  const [type = ''] = TYPES;

  it('one asks at a time, and leaves word that it does', async () => {
    const { services, word } = await givenTold(TYPES, { now });
    const create = async () => {
      expect(await word(type)).toMatchObject({ askedAt: now });
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    };

    await expect(startTraining(step, '', { ...services, jobs: { ...services.jobs, create } })).rejects.toThrow('Rate exceeded');

    expect(await word(type)).toMatchObject({ askedAt: now });
  });

  it('the others wait for what it hears', async () => {
    const { services } = await givenTold(TYPES, { now, askedAt: now });

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'CapacityAwaitedError' });
  });

  it('the next may ask at once where it got one', async () => {
    const { services, word } = await givenTold(TYPES, { now });

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ instanceType: type }]);
    expect(await word(type)).toEqual({ pk: 'MACHINES', sk: type, machine: type, reason: TAKEN, toldAt: TOLD_AT });
  });

  it('all ask where it was long ago', async () => {
    const { services } = await givenTold(TYPES, { now: '2026-11-21T10:15:00.000Z', askedAt: '2026-11-21T10:15:00.000Z' });

    await startTraining(step, '', services);

    expect(services.jobs.created).toHaveLength(1);
  });
});

describe('a run asks SageMaker itself', () => {
  it('where the account may run no machine of any type, for no waiting helps', async () => {
    const { services } = await givenTold(TYPES, { reason: NONE });

    await startTraining(step, '', services);

    expect(services.jobs.created).toHaveLength(1);
  });

  it('where only spot machines are taken', async () => {
    const { services } = await givenTold(TYPES.map((type) => `${type} spot`));

    await startTraining(step, '', services);

    expect(services.jobs.created).toHaveLength(1);
  });
});

it.each([
  [undefined, 'ml.g5.xlarge'],
  [{ maxWaitSeconds: 7200 }, 'ml.g5.xlarge spot'],
])('leaves word of a machine that it was refused, with spot %j as %s', async (spot, machine) => {
  const definition = abalone();
  const { services, records } = await givenRun({
    run: { ...PREPARED, definition: { ...definition, training: { ...definition.training, ...(spot && { spot }) } } },
  });
  const full = { ...services, jobs: { ...services.jobs, create: () => Promise.reject(new CapacityError(TAKEN)) } };

  await expect(startTraining(step, '', full)).rejects.toMatchObject({ name: 'CapacityError' });

  expect(await records.query('MACHINES', '')).toMatchObject([{ machine, reason: TAKEN, toldAt: services.clock.now().toISOString() }]);
});
