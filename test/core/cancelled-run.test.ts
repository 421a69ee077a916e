import { describe, expect, it } from '@jest/globals';
import { answerJob } from '../../core/answer-job.ts';
import { cancelRun } from '../../core/cancel-run.ts';
import { evaluateModel } from '../../core/evaluate-model.ts';
import { failRun } from '../../core/fail-run.ts';
import { finishRun } from '../../core/finish-run.ts';
import { onExecutionEnded } from '../../core/on-execution-ended.ts';
import type { Write } from '../../core/ports.ts';
import { prepareDataset } from '../../core/prepare-dataset.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import { registerModel } from '../../core/register-model.ts';
import { startTraining } from '../../core/start-training.ts';
import { attempt, givenRun, JOB, PREPARED, RUN, STEP } from '../world/given-run.ts';
import { GROUP_PREFIX, opened, protocolWorld } from './protocol-world.ts';

const order = { command: 'cancel', ...STEP, who: 'ann@example.com', why: 'trained on the wrong file' } as const;
const step = { ...STEP, token: 'token-1' };
const CANCELLED = { who: order.who, why: order.why, at: '2026-11-21T10:00:00.000Z' };
/** Without a request's record to close. */
const TRAINABLE = { ...PREPARED, requests: [] };

describe('a cancelled run', () => {
  it('that waits for further uploads claims what waits and ends: its requests are closed, nothing is read', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    await cancelRun({ ...order, project: 'cars', run }, world.services);

    const { next } = await world.claim(run);
    const ended = await finishRun({ project: 'cars', run }, world.services);

    expect(next).toBe('finish');
    expect(ended).toEqual({ outcome: 'Cancelled' });
    expect(await world.requests()).toMatchObject([{ status: 'done', run }]);
    expect(await world.waiting()).toEqual([]);
    expect((await world.run(run)).objects).toBeUndefined();
  });

  it('goes to its end from whatever step it is in', async () => {
    const { services } = await givenRun({ run: { ...TRAINABLE, cancelled: CANCELLED } });
    const never = () => Promise.reject(new Error('the data was read'));

    expect(await prepareDataset(STEP, never, services)).toEqual({ next: 'finish', outcome: 'Cancelled' });
    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'RunCancelledError' });
    expect(await evaluateModel(STEP, services)).toEqual({ passed: false });
    expect(await registerModel(STEP, 'nacre-dev-', services)).toEqual({ became: 'cancelled' });
    expect([services.jobs.created, services.registry.packages]).toEqual([[], []]);
  });

  it('creates no job where it was cancelled after the token was stored', async () => {
    const { services, run } = await givenRun({ run: TRAINABLE });
    const { write } = services.records;
    Object.assign(services.records, {
      write: async (...writes: readonly Write[]) => {
        Object.assign(services.records, { write });
        const written = await write(...writes);
        await cancelRun(order, services);
        return written;
      },
    });

    await expect(startTraining(step, '', services)).rejects.toMatchObject({ name: 'RunCancelledError' });

    expect(services.jobs.created).toEqual([]);
    expect(await run()).toMatchObject({ attempts: [{ job: JOB, status: 'NotStarted' }] });
  });

  it.each([
    ['all machines are taken', { status: 'NotStarted', failureReason: 'CapacityError: the limit is 2 Instances' }],
    ['its job got no machine', { status: 'Failed', failureReason: 'CapacityError: Unable to provision requested ML compute capacity.' }],
  ])('ends at once while it waits because %s: its execution is stopped, and the end of that ends it, told or not', async (_, end) => {
    const { services, run } = await givenRun({ run: { ...TRAINABLE, status: 'Training', attempts: [attempt(1, end)] } });
    const execution = await services.executions.start('abalone', RUN);
    await services.records.write({ update: keys.run('abalone', 1), set: { execution } }, { put: keys.listing('abalone'), item: { project: 'abalone' } });

    await cancelRun(order, services);

    expect(await services.executions.describe(execution)).toMatchObject({ status: 'ABORTED', cause: 'cancelled by ann@example.com' });
    expect(await reconcile(GROUP_PREFIX, services)).toMatchObject({ ended: [RUN] });
    expect(await run()).toMatchObject({ outcome: 'Cancelled', verdict: { reason: 'ann@example.com cancelled the run.' } });
    expect(services.mails.sent).toMatchObject([{ subject: 'abalone: run cancelled' }]);
  });

  it.each([
    ['its job runs', { status: 'Training', attempts: [attempt()] }],
    ['its job has completed', { status: 'Trained', attempts: [attempt(1, { status: 'Completed' })] }],
    ['it is at another step', { status: 'Prepared', attempts: [] }],
  ] as const)('goes on to its end by itself where %s: its execution is left alone', async (_, state) => {
    const { services } = await givenRun({ run: { ...TRAINABLE, ...structuredClone<object>(state) } });
    const execution = await services.executions.start('abalone', RUN);
    await services.records.write({ update: keys.run('abalone', 1), set: { execution } });

    await cancelRun(order, services);

    expect(await services.executions.describe(execution)).toMatchObject({ status: 'RUNNING' });
  });

  it('has the job stopped that began just when it was cancelled, and still waits for its end', async () => {
    const { services, run } = await givenRun({ run: TRAINABLE });
    const { create } = services.jobs;
    Object.assign(services.jobs, {
      create: async (spec: Parameters<typeof create>[0]) => {
        await cancelRun(order, services);
        return create(spec);
      },
    });

    const answer = await startTraining(step, '', services);

    expect(answer.became).toBe('running');
    expect(services.jobs.stopped).toEqual([JOB, JOB]);
    expect(await run()).toMatchObject({ status: 'Training', cancelled: { who: order.who } });
  });

  it('adopts and stops the job that an earlier try of StartTraining created', async () => {
    const { services } = await givenRun({ run: TRAINABLE });
    await startTraining(step, '', services);
    await services.records.write({ update: keys.run('abalone', 1), set: { cancelled: CANCELLED } });

    const answer = await startTraining({ ...step, token: 'token-2' }, '', services);

    expect(answer.became).toBe('running');
    expect(services.jobs.created).toHaveLength(1);
    expect(services.jobs.stopped).toEqual([JOB]);
  });

  it('ends as cancelled though its job completed before it could be stopped', async () => {
    const { services } = await givenRun({ run: TRAINABLE });
    await startTraining(step, '', services);
    await cancelRun(order, services);
    services.jobs.change(JOB, { status: 'Completed' });

    await answerJob(JOB, services);

    expect(services.tokens.answers).toMatchObject([{ output: {} }]);
    expect(await evaluateModel(STEP, services)).toEqual({ passed: false });
    expect(await finishRun(STEP, services)).toMatchObject({ outcome: 'Cancelled' });
  });

  it('stays succeeded whose model was registered while somebody cancelled it', async () => {
    const { services, run, project } = await givenRun({
      run: { ...TRAINABLE, cancelled: CANCELLED, modelPackage: { arn: 'arn:package/3', version: 3, approval: 'Approved' } },
    });

    expect(await finishRun(STEP, services)).toMatchObject({ outcome: 'Succeeded' });
    expect(await run()).not.toHaveProperty('verdict');
    expect((await project()).reigning).toMatchObject({ modelPackage: { version: 3 } });
  });

  it('ends as cancelled where a step fails meanwhile: its requests are not tried again, the failure stays in the audit trail', async () => {
    const { services, run, audit } = await givenRun({ run: { ...TRAINABLE, cancelled: CANCELLED } });

    await failRun({ ...STEP, error: { Error: 'ThrottlingException', Cause: 'slow down' } }, GROUP_PREFIX, services);

    expect(await run()).toMatchObject({ outcome: 'Cancelled', verdict: { outcome: 'Cancelled' } });
    expect((await audit()).at(-1)).toMatchObject({ facts: { outcome: 'Cancelled', failedAfterwards: 'ThrottlingException: slow down' } });
  });

  it('tells who cancelled it also where its execution was aborted afterwards', async () => {
    const { services, run } = await givenRun({ run: { ...TRAINABLE, cancelled: CANCELLED } });
    await services.executions.start('abalone', RUN);
    services.executions.end(RUN, 'ABORTED');

    await onExecutionEnded(
      {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail: { executionArn: await services.executions.start('abalone', RUN), status: 'ABORTED' },
      },
      GROUP_PREFIX,
      services,
    );

    expect(await run()).toMatchObject({ outcome: 'Cancelled', verdict: { reason: 'ann@example.com cancelled the run.' } });
  });
});
