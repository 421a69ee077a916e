import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import { failBatch } from '../../core/fail-batch.ts';
import { openBatches } from '../../core/open-batches.ts';
import { keys } from '../../core/records.ts';
import { sendMails } from '../../core/send-mails.ts';
import { OWNERS } from './protocol-world.ts';
import { type ScoringWorld, scoringWorld } from './scoring-world.ts';

const fail = async (world: ScoringWorld, batch: string, name: string, cause = 'x') =>
  failBatch({ ...(await world.identityOf(batch)), error: { Error: name, Cause: cause } }, world.services);

describe('FailBatch', () => {
  it('records what failed with the last lines of the server, mails it, and stops the job', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    world.services.transforms.log(job, ['loading', 'Traceback: no such layer']);

    const ended = await fail(world, batch, 'TransformFailedError', 'transform job failed: AlgorithmError');
    await sendMails(`${batch}-1`, world.services);

    expect(ended).toEqual({ outcome: 'Failed' });
    expect(await world.batch(batch)).toMatchObject({
      outcome: 'Failed',
      failure: { class: 'TransformFailedError', logTail: ['loading', 'Traceback: no such layer'] },
    });
    expect(world.services.transforms.stopped).toEqual([job]);
    expect(world.services.transforms.models()).toEqual([]);
    expect(await world.unscored()).toEqual([]);
    expect(world.services.mails.sent.map(({ subject }) => subject)).toEqual(OWNERS.map(() => 'cars: scoring failed (TransformFailedError)'));
    expect(world.services.mails.sent[0]?.text).toContain('no such layer');
  });

  it('puts a batch back after a passing failure, with the same model, and says when it is tried again', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();

    const ended = await fail(world, batch, 'InternalServerError');
    await sendMails(`${batch}-1`, world.services);
    await world.register(2);
    const early = await openBatches('cars', world.services);
    world.services.clock.pass(5 * 60);
    const late = await openBatches('cars', world.services);

    expect(ended).toEqual({ retryAt: expect.stringMatching(/^2026-11-21T10:04/) });
    expect([early.started, late.started]).toEqual([[], [`${batch}-2`]]);
    const record = await world.batch(batch);
    expect(record).toMatchObject({ status: 'Opened', attempt: 2, model: { run: 'cars-1-abcdef' }, jobs: [{ job }] });
    expect(record.failure).toBeUndefined();
    expect(world.services.mails.sent[0]).toMatchObject({
      subject: 'cars: scoring failed (InternalServerError), tried again later',
      text: expect.stringContaining('tried again after 2026-11-21 10:04 UTC'),
    });
    expect(world.services.transforms.stopped).toEqual([job]);
  });

  it('gives the second attempt jobs of its own', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await fail(world, batch, 'InternalServerError');
    world.services.clock.pass(5 * 60);
    await openBatches('cars', world.services);

    await world.check(batch);
    await world.start(batch, 'token-2');

    expect(world.services.transforms.created.map(({ name }) => name)).toEqual([`${batch}-1-j1`, `${batch}-2-j1`]);
  });

  it('tries as often as the project says, and then no more', async () => {
    const world = await scoringWorld({ changes: { training: { attempts: 2 } } });
    const { batch } = await world.transforming();
    await fail(world, batch, 'InternalServerError');
    world.services.clock.pass(5 * 60);
    await openBatches('cars', world.services);

    const ended = await fail(world, batch, 'InternalServerError');

    expect(ended).toEqual({ outcome: 'Failed' });
    expect(await world.batch(batch)).toMatchObject({ outcome: 'Failed', failure: { transient: true } });
  });

  it('tells a job that is still at work after the time limit from trouble that passes', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    world.services.clock.pass(5400);

    const ended = await fail(world, batch, 'States.Timeout');

    expect(ended).toEqual({ outcome: 'Failed' });
    expect((await world.batch(batch)).failure).toMatchObject({
      ...{ class: 'TransformTooLongError', transient: false, nextStep: expect.stringContaining('scoring.maxRuntimeSeconds') },
      cause: expect.stringMatching(new RegExp(`${job} was still at work after 54\\d\\d seconds`)),
    });
  });

  it('takes a step that ran out of time for trouble that passes', async () => {
    const world = await scoringWorld();
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());

    expect(await fail(world, batch, 'States.Timeout')).toEqual({ retryAt: expect.any(String) });
  });

  it('changes nothing when it is tried again after it put the batch back, whoever works on it by now', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    const first = { ...(await world.identityOf(batch)), error: { Error: 'InternalServerError', Cause: 'x' } };
    const { retryAt } = await failBatch(first, world.services);

    const again = await failBatch(first, world.services);

    expect(again).toEqual({ retryAt });
    expect(await world.batch(batch)).toMatchObject({ status: 'Waiting', attempt: 2 });
  });

  it('never takes a result or a verdict away', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await world.end(batch);
    await world.collect(batch);
    const { batch: bad = '' } = await world.acceptBatch(world.uploadBatch('age,colour,note\nx,red,\n', 'cars/batches/bad.csv'));
    await world.check(bad);

    const ended = [await fail(world, batch, 'RecordsBusyError'), await fail(world, bad, 'TypeError')];

    expect(ended).toEqual([{ outcome: 'Scored' }, { outcome: 'Refused' }]);
    const [trail] = (await world.records.query(`RUN#${batch}`, 'AUDIT#')).slice(-1);
    expect(trail).toMatchObject({ what: 'scoring ended', facts: { outcome: 'Scored', failedAfterwards: 'RecordsBusyError: x' } });
    expect((await world.batch(batch)).failure).toBeUndefined();
  });

  it('records the failure where the log cannot be read', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    world.services.transforms.logTail = () => Promise.reject(new TypeError('no'));

    await fail(world, batch, 'TransformFailedError');
    world.services.transforms.logTail = () => Promise.reject('odd');
    const { batch: other } = await world.transforming(undefined, 'cars/batches/other.csv');
    await fail(world, other, 'TransformFailedError');

    expect((await world.batch(batch)).failure?.logTail).toEqual([expect.stringMatching(/could not be read: TypeError/)]);
    expect((await world.batch(other)).failure?.logTail).toEqual([expect.stringMatching(/could not be read: odd/)]);
  });

  it('lets two enders agree on one outcome', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    const identity = await world.identityOf(batch);

    const ended = await Promise.all([
      fail(world, batch, 'TransformFailedError'),
      endBatch(identity, { outcome: 'Cancelled', who: 'onExecutionEnded' }, world.services),
    ]);

    expect(ended[0]).toEqual(ended[1]);
    expect((await world.batchAudit(batch)).filter((what) => what === 'scoring ended')).toHaveLength(1);
  });

  it('gives up what somebody else ended in the very moment', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    world.before(async (_, nth) => {
      if (nth === 1) await world.records.write({ update: keys.batch('cars', batch), set: { outcome: 'Cancelled', status: 'Ended' } });
    });

    expect(await fail(world, batch, 'TransformFailedError')).toEqual({ outcome: 'Cancelled' });
  });
});
