import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { endRun } from '../../core/end-run.ts';
import { openRun } from '../../core/open-run.ts';
import { protocolWorld } from './protocol-world.ts';

describe('a step of a run that is not active any more', () => {
  it('changes nothing and says so', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    await endRun(run, { outcome: 'Refused', who: 'finishRun' }, world.services);
    await world.accept(world.upload('cars/datasets/next.csv'));
    await openRun('cars', world.services);
    const before = world.records.items();

    const late = advanceRun(run, { set: { metrics: { rmse: 1 } } }, { who: 'evaluateModel', what: 'model judged' }, world.services);

    await expect(late).rejects.toMatchObject({ name: 'RunNotActiveError', run: run.run });
    expect(world.records.items()).toEqual(before);
  });
});
