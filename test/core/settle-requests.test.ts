import { describe, expect, it } from '@jest/globals';
import { type End, endRun } from '../../core/end-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { dieAtWrite, GROUP_PREFIX, protocolWorld } from './protocol-world.ts';

const failure = { class: 'InternalServerError', cause: 'AWS had a bad day', logTail: [], nextStep: 'Wait.', transient: true };
const passing: End = { outcome: 'Failed', failure, who: 'failRun' };
const lasting: End = { outcome: 'Failed', failure: { ...failure, transient: false }, who: 'failRun' };
const refused: End = { outcome: 'Refused', who: 'finishRun' };

describe('a run that fails', () => {
  it('for a transient cause puts its request back, due later, and the mail says when', async () => {
    const world = await protocolWorld();
    const run = await world.working();

    const { next } = await endRun(run, passing, world.services);

    expect(next).toBeUndefined();
    const [request] = await world.requests();
    expect(request).toMatchObject({ status: 'waiting', attempt: 2, notBefore: expect.stringMatching(/^2026-11-21T10:04:/) });
    expect(request?.run).toBeUndefined();
    expect(await world.waiting()).toEqual([request?.id]);
    expect((await world.run(run.run)).failure?.nextStep).toContain('tried again after 2026-11-21 10:04 UTC');
  });

  it('is tried again when its request is due, as often as the project says, then no more', async () => {
    const world = await protocolWorld({ training: { attempts: 3 } });
    let { run } = await world.working();
    for (const minutes of [4, 16]) {
      await endRun({ project: 'cars', run }, passing, world.services);
      world.services.clock.pass(minutes * 60);
      const { started } = await reconcile(GROUP_PREFIX, world.services);
      run = started[0] ?? '';
      await world.claim(run);
    }

    await endRun({ project: 'cars', run }, passing, world.services);

    expect(run).toMatch(/^cars-3-/);
    expect(await world.waiting()).toEqual([]);
    expect(await world.requests()).toMatchObject([{ status: 'done', attempt: 3 }]);
  });

  it('for the sake of data or code does not put its request back', async () => {
    const world = await protocolWorld();
    const run = await world.working();

    await endRun(run, lasting, world.services);

    expect(await world.waiting()).toEqual([]);
    expect(await world.requests()).toMatchObject([{ status: 'done' }]);
  });

  it.each([1, 2, 3])('puts more than a hundred requests back, each once, even when it dies at write %i', async (nth) => {
    const world = await protocolWorld();
    for (let n = 0; n < 130; n += 1) await world.accept(world.upload(`cars/datasets/${n}.csv`));
    const run = { project: 'cars', run: (await world.project()).active?.run ?? '' };
    await world.claim(run.run);
    dieAtWrite(world, nth);
    await expect(endRun(run, passing, world.services)).rejects.toThrow('the process died');

    await endRun(run, passing, world.services);

    expect(await world.waiting()).toHaveLength(130);
    expect((await world.requests()).every(({ status, attempt }) => status === 'waiting' && attempt === 2)).toBe(true);
  });

  it('puts nothing back once somebody else has ended the run', async () => {
    const world = await protocolWorld();
    for (let n = 0; n < 60; n += 1) await world.accept(world.upload(`cars/datasets/${n}.csv`));
    const run = { project: 'cars', run: (await world.project()).active?.run ?? '' };
    await world.claim(run.run);
    world.before(async () => {
      world.before(() => {});
      await endRun(run, refused, world.services);
    });

    const { outcome } = await endRun(run, passing, world.services);

    expect(outcome).toBe('Refused');
    expect(await world.waiting()).toEqual([]);
  });
});
