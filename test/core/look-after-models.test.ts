import { describe, expect, it } from '@jest/globals';
import { finishRun } from '../../core/finish-run.ts';
import { lookAfterModels } from '../../core/look-after-models.ts';
import { onModelJudged } from '../../core/on-model-judged.ts';
import { keys, type ProjectRecord } from '../../core/records.ts';
import { countedCalls } from '../world/counted-calls.ts';
import { givenRun, PREPARED, RUN, STEP } from '../world/given-run.ts';
import { BY, eventOf, GROUP, givenVersions, SETTINGS, SPEC } from './given-versions.ts';

const HOUR = Array.from({ length: 12 }, (_, round) => `2026-11-21T10:${String(5 * round).padStart(2, '0')}:00.000Z`);

/** A run has ended that registered a version; `round` is reconcile's look at the project, and answers what it asked the registry too. */
async function givenRegistered(approval: 'Approved' | 'PendingManualApproval', project: Partial<ProjectRecord> = {}) {
  const world = await givenRun({ run: { ...PREPARED, requests: [] }, project });
  const { registry } = world.services;
  await registry.ensureGroup(GROUP, 'abalone');
  const modelPackage = await registry.createPackage({ ...SPEC, clientToken: RUN, approval });
  await world.services.records.write({ update: keys.run('abalone', 1), set: { modelPackage, status: 'Registered' } });
  await finishRun(STEP, world.services);
  async function round(changed: Partial<typeof registry> = {}) {
    const calls: Record<string, number> = {};
    const found = await lookAfterModels('abalone', SETTINGS.groupPrefix, {
      ...world.services,
      registry: countedCalls('registry', { ...registry, ...changed }, calls),
    });
    return { ...found, calls };
  }
  return { ...world, arn: modelPackage.arn, round };
}

describe('a version that waits for its judgement', () => {
  it('is remembered by its project, and asked for once a round', async () => {
    const world = await givenRegistered('PendingManualApproval');

    const found = await world.round();

    expect((await world.project()).awaitingApproval).toEqual({ run: RUN, arn: world.arn });
    expect(found).toEqual({ calls: { 'registry.describePackage': 1 } });
  });

  it.each([
    ['Approved', 1],
    ['Rejected', undefined],
  ] as const)('is %s though the event was lost: told and mailed once, and waited for no more', async (approval, reigns) => {
    const world = await givenRegistered('PendingManualApproval');
    world.services.registry.judge(world.arn, approval, BY);

    const found = await world.round();
    const late = await onModelJudged(eventOf(world.arn), SETTINGS, world.services);

    expect(found).toMatchObject({ judged: [RUN] });
    expect(late.became).toBe('unchanged');
    expect((await world.project()).reigning?.modelPackage.version).toBe(reigns);
    expect(await world.project()).not.toHaveProperty('awaitingApproval');
    expect(world.services.mails.sent).toHaveLength(1);
    expect((await world.audit()).filter(({ who }) => who === 'reconcile')).toMatchObject([
      { what: 'repaired: judged', why: `its model is ${approval}, and nobody had told` },
    ]);
    expect(await world.round()).toEqual({ calls: {} });
  });

  it('is waited for no more once its event has come', async () => {
    const world = await givenRegistered('PendingManualApproval');
    world.services.registry.judge(world.arn, 'Approved');

    await onModelJudged(eventOf(world.arn), SETTINGS, world.services);

    expect(await world.round()).toEqual({ calls: {} });
  });

  it('is waited for no more where somebody has deleted it', async () => {
    const world = await givenRegistered('PendingManualApproval');

    await world.round({ describePackage: async () => undefined });

    expect(await world.round()).toEqual({ calls: {} });
  });

  it('is waited for no more where a newer one needs no judgement', async () => {
    const world = await givenRegistered('Approved', { awaitingApproval: { run: 'abalone-0-abc123', arn: 'older' } });

    expect(await world.round()).toEqual({ calls: {} });
  });

  it('stays remembered where another version is judged meanwhile', async () => {
    const world = await givenVersions('PendingManualApproval', 'PendingManualApproval');
    const awaitingApproval = { run: 'abalone-11-abc123', arn: world.arnOf(2) };
    await world.services.records.write({ update: keys.project('abalone'), set: { awaitingApproval } });
    world.judge(1, 'Approved');

    await world.tell(1);

    expect(await world.services.records.get(keys.project('abalone'))).toMatchObject({ awaitingApproval, reigning: { modelPackage: { version: 1 } } });
  });
});

describe('who reigns', () => {
  it.each([
    ['the reigning version was rejected', ['Approved', 'Approved'], 2, 'Rejected', 1],
    ['an older one was approved, of those that nobody waits for', ['Approved', 'Rejected', 'PendingManualApproval'], 2, 'Approved', 2],
    ['the only one was rejected', ['Approved'], 1, 'Rejected', undefined],
  ] as const)('is asked in one round of an hour, and settled where %s and the event was lost', async (_, before, version, approval, reigns) => {
    const world = await givenVersions(...before);
    world.judge(version, approval);
    const calls: Record<string, number> = {};
    const services = { ...world.services, registry: countedCalls('registry', world.services.registry, calls) };
    const judged: unknown[] = [];

    for (const time of HOUR) {
      world.services.clock.set(time);
      judged.push(...((await lookAfterModels('abalone', SETTINGS.groupPrefix, services)).judged ?? []));
    }

    expect(judged).toEqual([`abalone-${version + 9}-abc123`]);
    expect(await world.reigning()).toBe(reigns);
    expect(await world.approvalOf(version)).toBe(approval);
  });

  it('costs a list of versions and a look at the newest of them, once an hour, where all is well', async () => {
    const world = await givenVersions('Approved');
    const calls: Record<string, number> = {};
    const services = { ...world.services, registry: countedCalls('registry', world.services.registry, calls) };

    for (const time of HOUR) {
      world.services.clock.set(time);
      expect(await lookAfterModels('abalone', SETTINGS.groupPrefix, services)).toEqual({});
    }

    expect(calls).toEqual({ 'registry.approvedPackages': 1, 'registry.describePackage': 1 });
  });

  it('is not asked for a project that was never applied', async () => {
    const { services } = await givenVersions();

    expect(await lookAfterModels('boats', SETTINGS.groupPrefix, services)).toEqual({});
  });
});
