import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { finishRun } from '../../core/finish-run.ts';
import { protocolWorld } from './protocol-world.ts';

const by = { who: 'test', what: 'judged' };

describe('finishRun', () => {
  it.each(['Refused', 'Skipped', 'Rejected'] as const)('gives the run the outcome of its verdict: %s', async (outcome) => {
    const world = await protocolWorld();
    const run = await world.working();
    const verdict = { outcome, reason: 'because', details: [], nextStep: 'Nothing.' };
    await advanceRun(run, { set: { verdict } }, by, world.services);

    const ended = await finishRun(run, world.services);

    expect(ended.outcome).toBe(outcome);
    expect(await world.run(run.run)).toMatchObject({ status: 'Ended', outcome, verdict });
  });

  it('is a success where a model was registered', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    await advanceRun(run, { set: { modelPackage: { arn: 'arn', version: 1, approval: 'Approved' } } }, by, world.services);

    const ended = await finishRun(run, world.services);

    expect(ended.outcome).toBe('Succeeded');
  });

  it('refuses to end a run about which nothing was decided', async () => {
    const world = await protocolWorld();
    const run = await world.working();

    await expect(finishRun(run, world.services)).rejects.toMatchObject({ name: 'RunUndecidedError' });

    expect((await world.project()).active?.run).toBe(run.run);
  });

  it('says which run is missing', async () => {
    const { services } = await protocolWorld();

    await expect(finishRun({ project: 'cars', run: 'cars-7-abcdef' }, services)).rejects.toMatchObject({ name: 'RecordMissingError' });
  });
});
