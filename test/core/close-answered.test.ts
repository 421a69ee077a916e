import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import type { Outcome } from '../../core/records.ts';
import { OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const failure = { class: 'AlgorithmError', cause: 'it broke', nextStep: 'Mend it.', transient: false, logTail: [] };

/** `early` and `newest` land ten seconds apart; a run reads the newer one before any event has told of the other. */
async function readNewest(changes: Parameters<typeof protocolWorld>[0] = {}) {
  const world = await protocolWorld(changes);
  const early = world.upload('cars/datasets/early.csv');
  world.services.clock.pass(10);
  const newest = world.upload('cars/datasets/newest.csv');
  const { run = '' } = await world.accept(newest);
  await world.claim(run);
  return { world, early, newest, run };
}

async function end(world: ProtocolWorld, run: string, outcome: Outcome = 'Refused') {
  const rest = outcome === 'Failed' ? { outcome, failure } : { outcome };
  return endRun({ project: 'cars', run }, { ...rest, who: 'finishRun' }, world.services);
}

const requestFor = async (world: ProtocolWorld, key: string) => (await world.requests()).find(({ object }) => object?.key === key);

describe('an upload whose event comes late', () => {
  it.each(['Succeeded', 'Rejected', 'Refused', 'Skipped'] as const)(
    'asks for no further run where the last one read a newer file and was %s',
    async (outcome) => {
      const { world, early, run } = await readNewest();
      await end(world, run, outcome);

      const late = await world.accept(early);

      expect(late).toMatchObject({ reason: expect.stringMatching(`^run ${run} has read version v\\d+ of cars/datasets/newest.csv, which is newer$`) });
      expect(late.run).toBeUndefined();
      expect(await requestFor(world, 'cars/datasets/early.csv')).toMatchObject({ status: 'done', run, reason: late.reason });
      expect(await world.audit(late.request ?? '')).toEqual(['upload answered']);
      expect({ waiting: await world.waiting(), runs: (await world.project()).nextRunNumber - 1 }).toEqual({ waiting: [], runs: 1 });
      expect(world.services.mails.sent).toEqual([]);
    },
  );

  it('while that run still works, waits for its end and is answered then', async () => {
    const { world, early, run } = await readNewest();

    const { became } = await world.accept(early);
    const { next } = await end(world, run);

    expect({ became, next }).toEqual({ became: 'waiting', next: undefined });
    expect(await requestFor(world, 'cars/datasets/early.csv')).toMatchObject({ status: 'done', run });
  });

  it('by more than an hour is told to the owners, once', async () => {
    const { world, early, run } = await readNewest();
    await end(world, run);
    world.services.clock.pass(3600);
    const before = world.services.mails.sent.length;

    await world.accept(early);
    await world.accept(early);

    const mails = world.services.mails.sent.slice(before);
    expect(mails.map(({ to, subject }) => `${to}: ${subject}`)).toEqual(OWNERS.map((owner) => `${owner}: cars: a file arrived late and needs no run`));
  });

  it('is read already where the run listed the file before it was told of it', async () => {
    const world = await protocolWorld();
    const first = world.upload('cars/datasets/first.csv');
    world.services.clock.pass(10);
    const listed = world.upload('cars/datasets/listed.csv');
    const { run = '' } = await world.accept(first);
    await world.claim(run);
    await end(world, run);

    const { reason } = await world.accept(listed);

    expect(reason).toBe(`run ${run} has read this version already`);
  });

  it.each(['Failed', 'Cancelled'] as const)('opens a run where the last one was %s', async (outcome) => {
    const { world, early, run } = await readNewest();
    await end(world, run, outcome);

    expect((await world.accept(early)).run).toMatch(/^cars-2-/);
  });
});

describe('an upload that no run has read', () => {
  it.each([
    ['opens a run where a run would choose it', 'cars/datasets/z-twin.csv', /^cars-2-/],
    ['needs none where a run would choose the other again', 'cars/datasets/a-twin.csv', undefined],
  ])('of the same second as what the last one read %s', async (_, key, opened) => {
    const { world, newest, run } = await readNewest();
    await end(world, run);
    const twin = { ...world.upload(key), time: newest.time };

    const asked = await world.accept(twin);

    expect(asked.run).toEqual(opened && expect.stringMatching(opened));
  });

  it.each([
    ['needs none where the run was opened long after both had landed', 120, undefined],
    ['opens a run where it may have landed since', 30, /^cars-2-/],
  ])('of the same key and second as what the last one read %s', async (_, seconds, opened) => {
    const world = await protocolWorld();
    const [first, overwritten] = [world.upload('cars/datasets/a.csv'), world.upload('cars/datasets/b.csv')];
    world.upload('cars/datasets/b.csv');
    world.services.clock.pass(seconds);
    const { run = '' } = await world.accept(first);
    await world.claim(run);
    await world.accept(overwritten);

    await end(world, run);

    expect((await world.project()).active?.run).toEqual(opened && expect.stringMatching(opened));
  });

  it('opens a run of a project that trains on all files, however old it is', async () => {
    const { world, early, newest, run } = await readNewest({ data: { use: 'all' } });
    await end(world, run);
    const unread = { ...world.upload('cars/datasets/unread.csv'), time: '2026-11-20T10:00:00Z' };

    expect((await world.accept(early)).reason).toBe(`run ${run} has read this version already`);
    expect((await world.accept(newest)).became).toBe('duplicate');
    expect((await world.accept(unread)).run).toMatch(/^cars-2-/);
  });
});
