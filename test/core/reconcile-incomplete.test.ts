import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import { GROUP_PREFIX, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

describe('a round of reconcile that leaves something undone', () => {
  it('looks after the others when one project cannot be looked after, and names it', async () => {
    const world = await protocolWorld();
    await addUnreadable(world, 'boats');
    await endRun(await world.working(), { outcome: 'Refused', who: 'finishRun' }, world.services);

    const round = reconcile(GROUP_PREFIX, world.services);

    await expect(round).rejects.toMatchObject({
      name: 'ReconcileIncompleteError',
      message: expect.stringContaining('boats'),
      cause: { name: 'RecordUnreadableError' },
    });
    expect(world.services.mails.sent).toHaveLength(2);
  });

  it.each([
    ['', [], ['the figures of the round']],
    [', beside what could not be repaired', ['boats'], ['boats', 'the figures of the round']],
  ])('tells that CloudWatch refused its figures%s', async (_, broken, left) => {
    const world = await protocolWorld();
    for (const project of broken) await addUnreadable(world, project);
    const put = () => Promise.reject(new Error('Rate exceeded'));

    const round = reconcile(GROUP_PREFIX, { ...world.services, metrics: { put } });

    await expect(round).rejects.toMatchObject({
      name: 'ReconcileIncompleteError',
      message: `could not look after ${left.join(', ')}; the next round tries again`,
      reasons: [...broken.map((project) => expect.stringContaining(`the record of project ${project}`)), 'the figures of the round: Rate exceeded'],
    });
  });

  it('publishes its figures also where something could not be repaired', async () => {
    const world = await protocolWorld();
    await addUnreadable(world, 'boats');

    await expect(reconcile(GROUP_PREFIX, world.services)).rejects.toMatchObject({ name: 'ReconcileIncompleteError' });

    expect(world.services.metrics.taken).toHaveLength(2);
  });
});

/** A project that nobody can look after. */
async function addUnreadable(world: ProtocolWorld, project: string): Promise<void> {
  const item = { project, nextRunNumber: 'not a number' };
  await world.records.write({ put: keys.listing(project), item: { project } }, { put: keys.project(project), item });
}
