import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { CapacityError } from '../../core/errors.ts';
import type { Jobs } from '../../core/ports.ts';
import { startTraining } from '../../core/start-training.ts';
import { attempt, givenRun, JOB, PREPARED, RUN, SNAPSHOT, STEP } from '../world/given-run.ts';

const step = { ...STEP, token: 'token-1' };
const OWN = { 'nacre:run': RUN, 'nacre:snapshot': SNAPSHOT };

describe('StartTraining', () => {
  it('creates the job of the first attempt on the preferred instance type', async () => {
    const { services, run } = await givenRun({ run: PREPARED });

    const answer = await startTraining(step, 'http://mlflow', services);

    expect(answer).toMatchObject({ became: 'running', job: JOB });
    expect(services.jobs.created).toMatchObject([
      {
        name: JOB,
        instanceType: 'ml.g5.xlarge',
        snapshot: expect.stringMatching(/\/snapshots\/(5a)+\/$/),
        snapshotSha256: SNAPSHOT,
        contract: expect.stringMatching(/contract\.json$/),
      },
    ]);
    expect(await run()).toMatchObject({ status: 'Training', attempts: [{ number: 1, job: JOB, instanceType: 'ml.g5.xlarge' }] });
  });

  it('gives the training code what it must know, all of it as text', async () => {
    const { services } = await givenRun({ run: PREPARED });

    await startTraining(step, 'http://mlflow', services);

    const [spec] = services.jobs.created;
    expect(spec?.hyperparameters).toMatchObject({ epochs: '100', learning_rate: '0.001', model: 'abalone', target: 'Rings' });
    expect(spec?.environment).toMatchObject({
      MLFLOW_TRACKING_URI: 'http://mlflow',
      MLFLOW_EXPERIMENT: 'abalone-tensorflow-experiment',
      NACRE_RUN: RUN,
      NACRE_COMMIT: 'c0'.repeat(20),
    });
    expect(spec?.metricDefinitions).toContainEqual({ name: 'rmse', regex: 'metric rmse=([-+0-9.eE]+)' });
  });

  it('names no tracking server where there is none', async () => {
    const { services } = await givenRun({ run: PREPARED });

    await startTraining(step, '', services);

    expect(services.jobs.created[0]?.environment).not.toHaveProperty('MLFLOW_TRACKING_URI');
  });

  it('leaves the newest token for whoever hears of the end', async () => {
    const { services, records } = await givenRun({ run: PREPARED });

    await startTraining(step, '', services);
    await startTraining({ ...step, token: 'token-2' }, '', services);

    expect(await records.get({ pk: `JOB#${JOB}`, sk: 'JOB' })).toMatchObject({ token: 'token-2', run: RUN, attempt: 1 });
  });

  it('adopts its own job when it is tried again', async () => {
    const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [attempt()] } });
    services.jobs.occupy(JOB, OWN);

    await startTraining(step, '', services);

    expect(services.jobs.created).toEqual([]);
    expect((await run()).attempts).toHaveLength(1);
  });

  it.each([
    ['another run', { ...OWN, 'nacre:run': 'abalone-1-zzzzzz' }],
    ['another snapshot', { ...OWN, 'nacre:snapshot': '00'.repeat(32) }],
    ['nobody', {}],
  ])('does not take the job of %s for its own, and leaves nobody the wish to stop it', async (_, tags) => {
    const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [attempt()] } });
    services.jobs.occupy(JOB, tags);

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'JobNameTakenError', message: expect.stringContaining(JOB) });

    expect((await run()).attempts).toMatchObject([{ status: 'NotStarted', failureReason: expect.stringContaining('JobNameTakenError') }]);
  });

  it('answers at once where its job is over already', async () => {
    const { services } = await givenRun({ run: { ...PREPARED, attempts: [attempt()] } });
    services.jobs.occupy(JOB, OWN);
    services.jobs.change(JOB, { status: 'Completed', secondaryStatus: 'Completed' });

    await startTraining(step, '', services);

    expect(services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
  });

  it('trains no second time where its job completed while nobody waited for it', async () => {
    const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [attempt(1, { status: 'Completed' })] } });
    services.jobs.occupy(JOB, OWN);
    services.jobs.change(JOB, { status: 'Completed', secondaryStatus: 'Completed' });

    await startTraining({ ...step, token: 'token-2' }, '', services);

    expect(services.jobs.created).toEqual([]);
    expect(services.tokens.answers).toEqual([{ token: 'token-2', output: {} }]);
    expect((await run()).attempts).toHaveLength(1);
  });

  it.each([
    ['failed by its own code', { status: 'Failed', failureReason: 'AlgorithmError: exit code: 1' }, 'AlgorithmError'],
    ['was stopped', { status: 'Stopped', secondaryStatus: 'Stopped' }, 'TrainingStoppedError'],
  ] as const)('trains no second time where its job %s while nobody waited for it', async (_, end, error) => {
    const { services } = await givenRun({ run: { ...PREPARED, attempts: [attempt(1, end)] } });
    services.jobs.occupy(JOB, OWN);
    services.jobs.change(JOB, end);

    await startTraining({ ...step, token: 'token-2' }, '', services);

    expect(services.jobs.created).toEqual([]);
    expect(services.tokens.answers).toMatchObject([{ token: 'token-2', error }]);
  });

  it('takes the next instance type after a lack of capacity, under a new name', async () => {
    const failed = attempt(1, { status: 'Failed', failureReason: 'CapacityError: Unable to provision requested ML compute capacity.' });
    const { services } = await givenRun({ run: { ...PREPARED, attempts: [failed] } });

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ name: `${RUN}-a2`, instanceType: 'ml.g4dn.xlarge' }]);
  });

  it('keeps the instance type after an internal error of SageMaker', async () => {
    const failed = attempt(1, { status: 'Failed', failureReason: 'InternalServerError: We encountered an internal error.' });
    const { services } = await givenRun({ run: { ...PREPARED, attempts: [failed] } });

    await startTraining(step, '', services);

    expect(services.jobs.created).toMatchObject([{ name: `${RUN}-a2`, instanceType: 'ml.g5.xlarge' }]);
  });

  describe('when no instance type has capacity', () => {
    const LACKING = { status: 'NotStarted', endedAt: '2026-11-21T10:00:00.000Z' };
    const TAKEN =
      "CapacityError: The account-level service limit 'ml.g5.xlarge for training job usage' is 2 Instances, with current utilization of 2 Instances";
    const NONE = "CapacityError: The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances";
    const lacking = (...reasons: readonly string[]) => reasons.map((failureReason, n) => attempt(n + 1, { ...LACKING, failureReason }));

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
      const failed = attempt(4, { ...LACKING, status: 'Failed', failureReason: TAKEN });
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

  it("takes an account's limit for a lack of capacity and goes on to the next type", async () => {
    const { services, run } = await givenRun({ run: PREPARED });
    const limited = { ...services, jobs: { ...services.jobs, create: () => Promise.reject(new CapacityError('the limit is 0 instances')) } };

    await expect(startTraining(step, '', limited)).rejects.toMatchObject({ name: 'CapacityError' });
    await startTraining({ ...step, token: 'token-2' }, '', services);

    expect((await run()).attempts).toMatchObject([
      { status: 'NotStarted', failureReason: 'CapacityError: the limit is 0 instances' },
      { instanceType: 'ml.g4dn.xlarge' },
    ]);
  });

  it('starts nothing for a run that is not active any more', async () => {
    const { services } = await givenRun({
      run: PREPARED,
      project: { active: { run: 'abalone-2-xyz789', number: 2, state: 'working', openedAt: '2026-11-21T10:00:00.000Z' } },
    });

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'RunNotActiveError' });
    expect(services.jobs.created).toEqual([]);
  });

  it('stops the job again where the run was ended while the job was created', async () => {
    const { services, run } = await givenRun({ run: { ...PREPARED, requests: [] } });
    const create: Jobs['create'] = async (spec) => {
      await endRun(STEP, { outcome: 'Cancelled', who: 'onExecutionEnded' }, services);
      return services.jobs.create(spec);
    };

    await expect(startTraining(step, '', { ...services, jobs: { ...services.jobs, create } })).rejects.toMatchObject({ name: 'RunNotActiveError' });

    expect(services.jobs.stopped).toEqual([JOB]);
    expect((await run()).outcome).toBe('Cancelled');
  });

  it('begins one attempt where two deliveries work side by side', async () => {
    const { services, run } = await givenRun({ run: PREPARED });

    await Promise.all([startTraining(step, '', services), startTraining({ ...step, token: 'token-2' }, '', services)]);

    expect((await run()).attempts).toHaveLength(1);
    expect(services.jobs.created).toHaveLength(1);
  });

  it('never trains before there is a snapshot', async () => {
    const { services } = await givenRun();

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'RecordMissingError' });
  });
});
