import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/reconcile-due.sample.json' with { type: 'json' };
import { ReconcileDue } from '../../events/reconcile-due.ts';
import { protocolWorld } from './protocol-world.ts';

describe('reconcile', () => {
  it('is started by the event that AWS documents', () => {
    expect(ReconcileDue.safeParse(sample).success).toBe(true);
  });

  it('starts a run that was opened and never started', async () => {
    const world = await protocolWorld();
    world.services.executions.loseNextStart();
    await expect(world.accept(world.upload())).rejects.toThrow();

    const { started } = await reconcile(world.services);

    expect(started).toStrictEqual([(await world.project()).active?.run]);
    expect(world.services.executions.started).toStrictEqual(started);
  });

  it('leaves a working run alone, and finds nothing to do where nothing waits', async () => {
    const world = await protocolWorld();
    await world.working();
    const before = world.records.writes();

    const found = await reconcile(world.services);

    expect(found).toEqual({ started: [], outboxes: 0 });
    expect(world.records.writes()).toBe(before);
  });

  it('sends mails that nobody sent', async () => {
    const world = await protocolWorld();
    await endRun(await world.working(), { outcome: 'Refused', who: 'finishRun' }, world.services);

    const { outboxes } = await reconcile(world.services);

    expect(outboxes).toBe(1);
    expect(world.services.mails.sent).toHaveLength(2);
    expect(await world.records.query('OUTBOX', '')).toEqual([]);
  });

  it('looks after the others when one project cannot be looked after, and names it', async () => {
    const world = await protocolWorld();
    await world.records.write(
      { put: keys.listing('boats'), item: { project: 'boats' } },
      { put: keys.project('boats'), item: { project: 'boats', nextRunNumber: 'not a number' } },
    );
    await endRun(await world.working(), { outcome: 'Refused', who: 'finishRun' }, world.services);

    const round = reconcile(world.services);

    await expect(round).rejects.toMatchObject({
      name: 'ReconcileIncompleteError',
      message: expect.stringContaining('boats'),
      cause: { name: 'RecordUnreadableError' },
    });
    expect(world.services.mails.sent).toHaveLength(2);
  });
});
