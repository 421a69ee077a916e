import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { endRun } from '../../core/end-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/reconcile-due.sample.json' with { type: 'json' };
import { ReconcileDue } from '../../events/reconcile-due.ts';
import { countedCalls } from '../world/counted-calls.ts';
import { GROUP_PREFIX, opened, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

describe('reconcile', () => {
  it('is started by the event that AWS documents', () => {
    expect(ReconcileDue.safeParse(sample).success).toBe(true);
  });

  it('starts a run that was opened and never started', async () => {
    const world = await protocolWorld();
    world.services.executions.loseNextStart();
    await expect(world.accept(world.upload())).rejects.toThrow();

    const { started } = await reconcile(GROUP_PREFIX, world.services);

    expect(started).toStrictEqual([(await world.project()).active?.run]);
    expect(await repairsOf(world, started[0])).toEqual([{ what: 'repaired: started', why: expect.stringContaining('not started') }]);
    expect(world.services.executions.started).toStrictEqual(started);
  });

  it('leaves a working run alone, and finds nothing to do where nothing waits', async () => {
    const world = await protocolWorld();
    await world.working();
    const before = world.records.writes();

    const found = await reconcile(GROUP_PREFIX, world.services);

    expect(found).toMatchObject({ started: [], ended: [], answered: [], outboxes: 0 });
    expect(world.records.writes()).toBe(before);
  });

  it('costs twelve reads, one look at Step Functions, none at the registry and one set of figures where one of two projects has a run at work', async () => {
    const world = await protocolWorld();
    await world.working();
    await addProject(world, 'boats');
    const calls: Record<string, number> = {};
    const services = Object.fromEntries(Object.entries(world.services).map(([name, port]) => [name, countedCalls(name, port, calls)]));

    await reconcile(GROUP_PREFIX, { ...world.services, ...services });

    const { 'clock.now': _, ...asked } = calls;
    expect(asked).toEqual({ 'records.query': 5, 'records.get': 7, 'executions.describe': 1, 'metrics.put': 1 });
  });

  it('tells CloudWatch the age of the oldest open run, and how much it has repaired', async () => {
    const world = await protocolWorld();
    const identity = await world.working();
    world.services.clock.pass(3600);
    await reconcile(GROUP_PREFIX, world.services);
    world.services.executions.end(identity.run, 'ABORTED');
    await reconcile(GROUP_PREFIX, world.services);

    const [before, repairs, after, repaired] = world.services.metrics.taken;

    expect(before).toEqual({ name: 'OldestOpenRunSeconds', unit: 'Seconds', value: expect.closeTo(3600, 0) });
    expect([repairs, after, repaired]).toEqual([
      { name: 'Repairs', unit: 'Count', value: 0 },
      { name: 'OldestOpenRunSeconds', unit: 'Seconds', value: 0 },
      { name: 'Repairs', unit: 'Count', value: 1 },
    ]);
  });

  it('answers for a training job whose end nobody told, and leaves one alone that runs', async () => {
    const world = await protocolWorld();
    const identity = await world.working();
    const job = `${identity.run}-a1`;
    const attempt = { number: 1, job, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z' };
    const waiting = { job, ...identity, attempt: 1, token: 'token-1', storedAt: '2026-11-21T10:00:00.000Z' };
    const also = [{ put: keys.job(job), item: waiting }];
    await advanceRun(
      identity,
      { set: { status: 'Training' }, append: { attempts: [attempt] }, also },
      { who: 'startTraining', what: 'training attempt begun' },
      world.services,
    );
    world.services.jobs.occupy(job, { 'nacre:run': identity.run });

    const early = await reconcile(GROUP_PREFIX, world.services);
    world.services.jobs.change(job, { status: 'Completed', secondaryStatus: 'Completed' });
    const late = await reconcile(GROUP_PREFIX, world.services);

    expect([early.answered, late.answered]).toEqual([[], [job]]);
    expect(world.services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
    expect((await world.run(identity.run)).attempts).toMatchObject([{ status: 'Completed' }]);
    expect(await repairsOf(world, identity.run)).toEqual([{ what: 'repaired: answered', why: `${job} is over, and nobody had told` }]);
  });

  it('stops the job of a cancelled run that whoever cancelled it died too early to stop', async () => {
    const world = await protocolWorld();
    const identity = await world.working();
    const job = { number: 1, job: `${identity.run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z' };
    const cancelled = { who: 'ann@example.com', why: 'wrong file', at: '2026-11-21T10:00:00.000Z' };
    await world.records.write({ update: keys.run('cars', 1), set: { attempts: [job], cancelled } });

    await reconcile(GROUP_PREFIX, world.services);

    expect(world.services.jobs.stopped).toEqual([job.job]);
  });

  it('answers for a job whose end stands in the record, for whoever wrote it may have died before he answered', async () => {
    const world = await protocolWorld();
    const identity = await world.working();
    const job = `${identity.run}-a1`;
    const attempt = { number: 1, job, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z', status: 'Completed' };
    const waiting = { job, ...identity, attempt: 1, token: 'token-1', storedAt: '2026-11-21T10:00:00.000Z' };
    const change = { set: { status: 'Trained' }, append: { attempts: [attempt] }, also: [{ put: keys.job(job), item: waiting }] };
    await advanceRun(identity, change, { who: 'answerJob', what: 'training job ended' }, world.services);
    world.services.jobs.occupy(job, { 'nacre:run': identity.run });
    world.services.jobs.change(job, { status: 'Completed', secondaryStatus: 'Completed' });

    const { answered } = await reconcile(GROUP_PREFIX, world.services);

    expect(answered).toEqual([job]);
    expect(world.services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
  });

  it.each(['before it began to work', 'while it worked'])('ends a run whose execution was aborted %s and whose end nobody told', async (when) => {
    const world = await protocolWorld();
    const run = when === 'while it worked' ? (await world.working()).run : await opened(world);
    world.services.executions.end(run, 'ABORTED');

    const { ended } = await reconcile(GROUP_PREFIX, world.services);

    expect(ended).toEqual([run]);
    expect(await world.run(run)).toMatchObject({ status: 'Ended', outcome: 'Cancelled' });
    expect(await repairsOf(world, run)).toEqual([{ what: 'repaired: ended', why: expect.stringContaining('it is Cancelled') }]);
  });

  it('sends mails that nobody sent', async () => {
    const world = await protocolWorld();
    await endRun(await world.working(), { outcome: 'Refused', who: 'finishRun' }, world.services);

    const { outboxes } = await reconcile(GROUP_PREFIX, world.services);

    expect(outboxes).toBe(1);
    expect(world.services.mails.sent).toHaveLength(2);
    expect(await world.records.query('OUTBOX', '')).toEqual([]);
  });

  it('stops the job of a run whose mails nobody sent: whoever ended it may have died before he could', async () => {
    const world = await protocolWorld();
    const identity = await world.working();
    const attempt = { number: 1, job: `${identity.run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z' };
    await advanceRun(identity, { append: { attempts: [attempt] } }, { who: 'startTraining', what: 'training attempt begun' }, world.services);
    await endRun(identity, { outcome: 'Cancelled', who: 'endIfOver' }, world.services);

    await reconcile(GROUP_PREFIX, world.services);

    expect(world.services.jobs.stopped).toEqual([attempt.job]);
    expect(await world.records.query('OUTBOX', '')).toEqual([]);
  });
});

/** What the audit trail says that reconcile did. */
async function repairsOf(world: ProtocolWorld, run: string | undefined) {
  const audit = await world.records.query(`RUN#${run}`, 'AUDIT#');
  return audit.filter(({ who }) => who === 'reconcile').map(({ what, why }) => ({ what, why }));
}

/** A project in which nothing has happened. */
async function addProject(world: ProtocolWorld, project: string): Promise<void> {
  const cars = await world.project();
  const { active: _, ...idle } = cars;
  await world.records.write({ put: keys.listing(project), item: { project } }, { put: keys.project(project), item: { ...idle, project } });
}
