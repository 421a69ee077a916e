import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { type End, endRun } from '../../core/end-run.ts';
import { dieAtWrite, OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const failure = { class: 'InternalServerError', cause: 'AWS had a bad day', logTail: [], nextStep: 'Wait.', transient: true };
const passing: End = { outcome: 'Failed', failure, who: 'failRun' };
const lasting: End = { outcome: 'Failed', failure: { ...failure, transient: false }, who: 'failRun' };
const refused: End = { outcome: 'Refused', who: 'finishRun' };
const modelPackage = { arn: 'arn:model/1', version: 1, approval: 'Approved' } as const;

async function register(world: ProtocolWorld, identity: { project: string; run: string }, approval: 'Approved' | 'PendingManualApproval' = 'Approved') {
  const set = { modelPackage: { ...modelPackage, approval }, fingerprint: 'f1', metrics: { rmse: 2 } };
  await advanceRun(identity, { set }, { who: 'registerModel', what: 'model registered' }, world.services);
}

describe('endRun', () => {
  it('records the outcome, its mails and the release in one write', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    const before = world.records.writes();

    const ended = await endRun(run, refused, world.services);

    expect(ended).toEqual({ outcome: 'Refused' });
    expect(world.records.writes() - before).toBe(1);
    expect((await world.project()).active).toBeUndefined();
    expect(await world.run(run.run)).toMatchObject({ status: 'Ended', outcome: 'Refused', endedAt: expect.any(String) });
    expect(await world.requests()).toMatchObject([{ status: 'done', run: run.run }]);
    expect(await world.records.query(`MAIL#${run.run}`, '')).toMatchObject(OWNERS.map((to) => ({ to, status: 'pending' })));
    expect(await world.audit(run.run)).toContain('run ended');
  });

  it('opens exactly one further run for all that landed during the run', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    world.services.clock.pass(1);
    for (const n of [1, 2, 3]) await world.accept(world.upload(`cars/datasets/${n}.csv`));

    const { next = '' } = await endRun(run, refused, world.services);
    await world.claim(next);
    const last = await endRun({ project: 'cars', run: next }, refused, world.services);

    expect(world.services.executions.started).toStrictEqual([run.run, next]);
    expect(last.next).toBeUndefined();
    expect((await world.requests()).every(({ status }) => status === 'done')).toBe(true);
  });

  it('opens for a file that lands just before the release', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    world.before(async (_, nth) => {
      if (nth === 1) await world.accept(world.upload('cars/datasets/late.csv'));
    });

    const { next } = await endRun(run, refused, world.services);

    expect(next).toBeDefined();
    expect(world.services.executions.started).toStrictEqual([run.run, next]);
  });

  it('releases before it looks for waiting requests: a file that lands between the two is opened once', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    const { query } = world.records;
    const opened: unknown[] = [];
    const records = {
      ...world.records,
      query: async (...asked: Parameters<typeof query>) => {
        if (asked[1] === 'WAITING#' && opened.length === 0) opened.push((await world.accept(world.upload('cars/datasets/late.csv'))).run);
        return query(...asked);
      },
    };

    await endRun(run, refused, { ...world.services, records });

    expect(opened).toStrictEqual([(await world.project()).active?.run]);
    expect(world.services.executions.started).toStrictEqual([run.run, ...opened]);
  });

  it('gives one outcome when it is called twice, one after the other or at the same moment', async () => {
    const world = await protocolWorld();
    const run = await world.working();

    const both = await Promise.all([endRun(run, refused, world.services), endRun(run, lasting, world.services)]);
    const third = await endRun(run, { outcome: 'Cancelled', who: 'onExecutionEnded' }, world.services);

    expect(new Set([...both, third].map(({ outcome }) => outcome)).size).toBe(1);
    expect((await world.audit(run.run)).filter((what) => what === 'run ended')).toHaveLength(1);
    expect(await world.records.query(`MAIL#${run.run}`, '')).toHaveLength(2);
  });

  it('opens the next run on the retry when it died after the release', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    await world.accept(world.upload('cars/datasets/next.csv'));
    dieAtWrite(world, 2);
    await expect(endRun(run, refused, world.services)).rejects.toThrow('the process died');

    const { next } = await endRun(run, refused, world.services);

    expect(world.services.executions.started).toStrictEqual([run.run, next]);
  });

  it('never records a registered model as failed, and keeps the later failure in the audit trail', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    await register(world, run);

    const { outcome } = await endRun(run, passing, world.services);

    expect(outcome).toBe('Succeeded');
    expect(await world.run(run.run)).toMatchObject({ outcome: 'Succeeded' });
    expect((await world.run(run.run)).failure).toBeUndefined();
    expect(await world.waiting()).toEqual([]);
    const ended = (await world.records.query(`RUN#${run.run}`, 'AUDIT#')).at(-1);
    expect(ended).toMatchObject({ facts: { failedAfterwards: 'InternalServerError: AWS had a bad day' } });
  });

  it('keeps a verdict that stands when the end of the run fails', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    const verdict = { outcome: 'Rejected', reason: 'rmse', details: [], nextStep: 'Nothing.' };
    await advanceRun(run, { set: { verdict } }, { who: 'evaluateModel', what: 'model judged' }, world.services);

    const { outcome } = await endRun(run, passing, world.services);

    expect(outcome).toBe('Rejected');
    expect((await world.run(run.run)).failure).toBeUndefined();
    expect(await world.waiting()).toEqual([]);
  });

  it('judges again when the model is registered while the failure is being recorded', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    world.before(async () => {
      world.before(() => {});
      await register(world, run);
    });

    const { outcome } = await endRun(run, lasting, world.services);

    expect(outcome).toBe('Succeeded');
    expect(await world.run(run.run)).toMatchObject({ outcome: 'Succeeded', modelPackage });
  });

  it('does not lose requests that are claimed while the run is being ended', async () => {
    const world = await protocolWorld();
    const { run = '' } = await world.accept(world.upload());
    world.before(async () => {
      world.before(() => {});
      await world.claim(run);
    });

    await endRun({ project: 'cars', run }, passing, world.services);

    expect(await world.requests()).toMatchObject([{ status: 'waiting', attempt: 2 }]);
    expect(await world.waiting()).toHaveLength(1);
  });

  it.each([
    ['Approved', true],
    ['PendingManualApproval', false],
  ] as const)('remembers a registered model that is %s; it reigns: %s', async (approval, reigns) => {
    const world = await protocolWorld();
    const run = await world.working();
    await register(world, run, approval);

    await endRun(run, { outcome: 'Succeeded', who: 'finishRun' }, world.services);

    const project = await world.project();
    expect(project.lastGood).toEqual({ run: run.run, fingerprint: 'f1' });
    expect(project.reigning?.run).toBe(reigns ? run.run : undefined);
  });
});
