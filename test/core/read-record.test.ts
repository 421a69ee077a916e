import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { putMails } from '../../core/outbox.ts';
import { findProject, readProjectRecord, readRun } from '../../core/read-record.ts';
import { keys } from '../../core/records.ts';
import { protocolWorld } from './protocol-world.ts';

describe('reading a record', () => {
  it('says which project or run is missing', async () => {
    const { services } = await protocolWorld();

    expect(await findProject('boats', services)).toBeUndefined();
    await expect(readProjectRecord('boats', services)).rejects.toThrow('the records hold no project boats');
    await expect(readRun({ project: 'cars', run: 'by-hand' }, services)).rejects.toThrow('the records hold no run by-hand');
  });

  it('does not take another run of the same number for it', async () => {
    const world = await protocolWorld();
    const { run } = await world.working();

    await expect(readRun({ project: 'cars', run: `${run.slice(0, -6)}zzzzzz` }, world.services)).rejects.toMatchObject({ name: 'RecordMissingError' });
  });

  it('names the member of a record that was changed by hand', async () => {
    const world = await protocolWorld();
    await world.records.write({ update: keys.project('cars'), set: { nextRunNumber: 'two' } });

    await expect(world.project()).rejects.toMatchObject({ name: 'RecordUnreadableError', message: expect.stringContaining('nextRunNumber') });
  });

  it('takes members that a newer release has added, and records that an older one wrote without the newest', async () => {
    const world = await protocolWorld();
    const run = await world.working();
    await world.records.write({ update: keys.run('cars', 1), set: { addedLater: true }, remove: ['changed'] });

    const { outcome } = await endRun(run, { outcome: 'Refused', who: 'finishRun' }, world.services);

    expect(outcome).toBe('Refused');
  });
});

describe('an outbox', () => {
  it('is not opened where nobody is told', () => {
    expect(putMails('cars-1-abcdef', 'cars', [], '2026-11-21T10:00:00.000Z')).toEqual([]);
  });
});
