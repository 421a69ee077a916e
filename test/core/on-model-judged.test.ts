import { describe, expect, it } from '@jest/globals';
import { acceptBatch } from '../../core/accept-batch.ts';
import { finishRun } from '../../core/finish-run.ts';
import { onModelJudged } from '../../core/on-model-judged.ts';
import type { Write } from '../../core/ports.ts';
import { keys } from '../../core/records.ts';
import batchSample from '../../events/batch-uploaded.sample.json' with { type: 'json' };
import { BatchUploaded } from '../../events/batch-uploaded.ts';
import { givenRun, PREPARED, RUN, STEP } from '../world/given-run.ts';
import { BY, eventOf, GROUP, givenVersions, SETTINGS, SPEC } from './given-versions.ts';

describe('onModelJudged', () => {
  it.each([
    ['a waiting version that is approved reigns', ['Approved', 'PendingManualApproval'], 2, 'Approved', 2, 'model version 2 approved, reigns from now on'],
    ['the first version that is approved reigns', ['PendingManualApproval'], 1, 'Approved', 1, 'model version 1 approved, reigns from now on'],
    ['the reigning version that is rejected gives way', ['Approved', 'Approved'], 2, 'Rejected', 1, 'model version 2 rejected, version 1 reigns again'],
    ['a rejected one is passed over', ['Approved', 'Rejected', 'Approved'], 3, 'Rejected', 1, 'model version 3 rejected, version 1 reigns again'],
    ['the only version that is rejected leaves nobody', ['Approved'], 1, 'Rejected', undefined, 'model version 1 rejected, no model reigns any more'],
    ['an older version approved late takes nothing over', ['Rejected', 'Approved'], 1, 'Approved', 2, 'model version 1 approved, version 2 still reigns'],
    [
      'a waiting version that is rejected changes nothing',
      ['Approved', 'PendingManualApproval'],
      2,
      'Rejected',
      1,
      'model version 2 rejected, version 1 still reigns',
    ],
    [
      'an approval taken back gives way',
      ['Approved', 'Approved'],
      2,
      'PendingManualApproval',
      1,
      'model version 2 set back to waiting for approval, version 1 reigns',
    ],
  ] as const)('%s', async (_, before, version, approval, reigns, subject) => {
    const world = await givenVersions(...before);
    world.judge(version, approval);

    const { became, reigning } = await world.tell(version);

    expect({ became, reigning }).toEqual({ became: 'judged', reigning: reigns });
    expect(await world.reigning()).toBe(reigns);
    expect(await world.approvalOf(version)).toBe(approval);
    expect(world.services.mails.sent.map((mail) => mail.subject)).toEqual([expect.stringContaining(`abalone: ${subject}`)]);
  });

  it('tells in the audit trail of the run who judged its model, why, and which model gave way', async () => {
    const world = await givenVersions('Approved', 'Approved');
    world.judge(2, 'Rejected');

    await world.tell(2);

    expect(await world.services.records.query('RUN#abalone-11-abc123', 'AUDIT#')).toMatchObject([
      { ...BY, what: 'model Rejected', facts: { arn: world.arnOf(2), before: world.arnOf(2), reigning: world.arnOf(1) } },
    ]);
    expect(world.services.mails.sent[0]?.text).toContain('checked by hand');
  });

  it('changes and mails nothing when the event comes again, or tells of an approval that stood from the beginning', async () => {
    const world = await givenVersions('Approved', 'PendingManualApproval');
    world.judge(2, 'Approved');
    await world.tell(2);

    expect([(await world.tell(2)).became, (await world.tell(1)).became]).toEqual(['unchanged', 'unchanged']);
    expect(world.services.mails.sent).toHaveLength(1);
  });

  it('opens the batch that waited for a model once one reigns', async () => {
    const world = await givenVersions('PendingManualApproval');
    const { batch = '', started: before } = await acceptBatch(BatchUploaded.parse(batchSample), '', world.services);
    world.judge(1, 'Approved');

    await world.tell(1);

    expect(before).toEqual([]);
    expect(await world.services.records.get(keys.batch('abalone', batch))).toMatchObject({ status: 'Opened', model: { modelPackage: { version: 1 } } });
  });

  it('has the newest batch scored again by the model that reigns now', async () => {
    const world = await givenVersions('Approved', 'PendingManualApproval');
    await acceptBatch(BatchUploaded.parse(batchSample), '', world.services);
    world.judge(2, 'Approved');

    await world.tell(2);
    await world.tell(2);

    const batches = await world.services.records.query('PROJECT#abalone', 'BATCH#');
    expect(batches.map((each) => each['cause']).sort()).toEqual(['registration', 'upload']);
  });

  it('makes up for an approval whose event was lost', async () => {
    const world = await givenVersions('Approved', 'PendingManualApproval', 'PendingManualApproval');
    world.judge(2, 'Approved');
    world.judge(3, 'Rejected');

    await world.tell(3);

    expect(await world.reigning()).toBe(2);
  });

  it('follows the registry where the version is rejected while its approval is being recorded', async () => {
    const world = await givenVersions('Approved', 'PendingManualApproval');
    world.judge(2, 'Approved');
    const { write } = world.services.records;
    Object.assign(world.services.records, {
      write: async (...writes: readonly Write[]) => {
        Object.assign(world.services.records, { write });
        world.judge(2, 'Rejected');
        return write(...writes);
      },
    });

    await world.tell(2);

    expect(await world.reigning()).toBe(1);
    expect(await world.approvalOf(2)).toBe('Rejected');
  });

  it('tells of what stands where the version is rejected between the look at it and the look for who reigns', async () => {
    const world = await givenVersions('Approved', 'PendingManualApproval');
    world.judge(2, 'Approved');
    const { approvedPackages } = world.services.registry;
    Object.assign(world.services.registry, {
      approvedPackages: (group: string) => {
        Object.assign(world.services.registry, { approvedPackages });
        world.judge(2, 'Rejected');
        return approvedPackages(group);
      },
    });

    await world.tell(2);

    expect(await world.approvalOf(2)).toBe('Rejected');
    expect(world.services.mails.sent.map(({ subject }) => subject)).toEqual(['abalone: model version 2 rejected, version 1 still reigns']);
  });

  it('is heard once where the event arrives twice at the same moment', async () => {
    const world = await givenVersions('PendingManualApproval');
    world.judge(1, 'Approved');

    const both = await Promise.all([world.tell(1), world.tell(1)]);

    expect(both.map(({ became }) => became).sort()).toEqual(['judged', 'unchanged']);
    expect(world.services.mails.sent).toHaveLength(1);
  });

  it.each([
    ['a version that is gone', 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/9'],
    ['a group that no project has', 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-boats/1'],
    ['a version that somebody else put into the group', 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/2'],
  ])('leaves %s alone', async (_, arn) => {
    const world = await givenVersions('Approved');
    await world.services.registry.ensureGroup('nacre-dev-boats', 'boats');
    for (const group of ['nacre-dev-boats', GROUP])
      await world.services.registry.createPackage({ ...SPEC, group, clientToken: 'by-hand', approval: 'Approved' });

    expect(await onModelJudged(eventOf(arn), SETTINGS, world.services)).toEqual({ became: 'stranger' });
    expect(await world.reigning()).toBe(1);
  });
});

describe('a version that is judged before its run has ended', () => {
  async function givenRegistered(approval: 'Approved' | 'PendingManualApproval', recorded = true) {
    const world = await givenRun({ run: { ...PREPARED, requests: [] } });
    await world.services.registry.ensureGroup(GROUP, 'abalone');
    const modelPackage = await world.services.registry.createPackage({ ...SPEC, clientToken: RUN, approval });
    if (recorded) await world.services.records.write({ update: keys.run('abalone', 1), set: { modelPackage, status: 'Registered' } });
    return { ...world, arn: modelPackage.arn, tell: () => onModelJudged(eventOf(modelPackage.arn), SETTINGS, world.services) };
  }

  it.each([
    ['Approved', 1],
    ['Rejected', undefined],
  ] as const)('is %s at the end of the run', async (approval, reigns) => {
    const world = await givenRegistered('PendingManualApproval');
    world.services.registry.judge(world.arn, approval);

    expect((await world.tell()).became).toBe('kept');
    await finishRun(STEP, world.services);

    expect((await world.project()).reigning?.modelPackage.version).toBe(reigns);
    expect((await world.run()).modelPackage?.approval).toBe(approval);
  });

  it('is left to its run where nobody judged it: the event only tells of its making', async () => {
    const world = await givenRegistered('Approved', false);
    const writes = world.records.writes();

    expect((await world.tell()).became).toBe('kept');
    expect(world.records.writes()).toBe(writes);
  });

  it('is looked at again later where its run has not even recorded it', async () => {
    const world = await givenRegistered('Approved', false);
    world.services.registry.judge(world.arn, 'Rejected');

    await expect(world.tell()).rejects.toMatchObject({ name: 'ModelNotRecordedError' });
  });
});
