import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { openRun } from '../../core/open-run.ts';
import { keys } from '../../core/records.ts';
import { nameRun, parseRunName } from '../../core/run-name.ts';
import { protocolWorld } from './protocol-world.ts';

const waiting = (id: string, notBefore?: string) => ({
  put: keys.waiting('cars', '2026-11-21T09:00:00.000Z', id),
  item: { id, project: 'cars', trigger: 'upload', askedAt: '2026-11-21T09:00:00.000Z', ...(notBefore && { notBefore }) },
});

describe('openRun', () => {
  it('opens nothing where nothing waits, or for a project that does not exist', async () => {
    const { services } = await protocolWorld();

    expect(await openRun('cars', services)).toEqual({ started: false });
    expect(await openRun('boats', services)).toEqual({ started: false });
  });

  it('opens nothing before a request is due, and opens once it is', async () => {
    const { services, records } = await protocolWorld();
    await records.write(waiting('r1', '2026-11-21T10:30:00.000Z'));

    const early = await openRun('cars', services);
    services.clock.set('2026-11-21T10:30:00.000Z');
    const due = await openRun('cars', services);

    expect(early).toEqual({ started: false });
    expect(due.started).toBe(true);
  });

  it('opens for a request that is due behind one that is not', async () => {
    const { services, records } = await protocolWorld();
    await records.write(waiting('r1', '2027-01-01T00:00:00.000Z'), waiting('r2'));

    const { started } = await openRun('cars', services);

    expect(started).toBe(true);
  });

  it('starts an opened run again and leaves a working one alone', async () => {
    const { services, records, project } = await protocolWorld();
    await records.write(waiting('r1'));
    const { run } = await openRun('cars', services);

    const opened = await openRun('cars', services);
    await records.write({ update: keys.project('cars'), set: { 'active.state': 'working' } });
    const working = await openRun('cars', services);

    expect(opened).toStrictEqual({ run, started: true, execution: expect.any(String) });
    expect(working).toEqual({ run, started: false });
    expect(services.executions.startCalls).toStrictEqual([run, run]);
    expect((await project()).nextRunNumber).toBe(2);
  });

  it('leaves a run that was opened a moment ago to whoever opened it, by either clock, and starts it when he has died', async () => {
    const { services, records } = await protocolWorld();
    await records.write(waiting('r1'));
    services.executions.loseNextStart();
    await expect(openRun('cars', services)).rejects.toThrow();

    const at = async (time: string) => {
      services.clock.set(time);
      return (await openRun('cars', services, 10)).started;
    };

    expect(await at('2026-11-21T10:00:09.000Z')).toBe(false);
    expect(await at('2026-11-21T09:59:51.000Z')).toBe(false);
    expect(await at('2026-11-21T09:59:49.000Z')).toBe(true);
    expect(await at('2026-11-21T10:00:11.000Z')).toBe(true);
  });

  it('asks Step Functions once, however long the run waits to begin: of the uploads that it has still to claim none does', async () => {
    const world = await protocolWorld();
    await world.accept(world.upload('cars/datasets/first.csv'));
    world.services.clock.pass(3600);

    const { run } = await world.accept(world.upload('cars/datasets/second.csv'));

    expect(world.services.executions.startCalls).toEqual([run]);
  });

  it('opens one run for many who ask at the same moment', async () => {
    const { services, records } = await protocolWorld();
    await records.write(waiting('r1'));

    const openings = await Promise.all(Array.from({ length: 10 }, () => openRun('cars', services)));

    expect(new Set(openings.map(({ run }) => run)).size).toBe(1);
    expect(services.executions.started).toHaveLength(1);
  });

  it('gives no number out twice when a whole run passes between its look and its write', async () => {
    const world = await protocolWorld();
    await world.records.write(waiting('r1'));
    world.before(async () => {
      world.before(() => {});
      const { run = '' } = await world.accept(world.upload());
      await world.records.write({ delete: waiting('r1').put });
      await world.claim(run);
      await endRun({ project: 'cars', run }, { outcome: 'Refused', who: 'finishRun' }, world.services);
    });

    const opening = await openRun('cars', world.services);

    expect(opening).toEqual({ started: false });
    expect(await world.records.query('PROJECT#cars', 'RUN#')).toMatchObject([{ number: 1, outcome: 'Refused' }]);
  });
});

describe('a run name', () => {
  it('stays within 36 characters and tells its project and number', () => {
    const run = nameRun('a-project-with-22-char', 123456, 'x7k2p9');

    expect(run.length).toBeLessThanOrEqual(36);
    expect(parseRunName(run)).toEqual({ project: 'a-project-with-22-char', number: 123456 });
  });

  it('is not seen in the name of an execution that was started by hand', () => {
    expect(parseRunName('5d5b7c1e-7a3f-4c62-9d0e-2f0a6b1c8e44')).toBeUndefined();
  });
});
