import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { acceptBatch } from '../../core/accept-batch.ts';
import { advanceBatch } from '../../core/advance-batch.ts';
import { nameScoring } from '../../core/batch-name.ts';
import { endBatch } from '../../core/end-batch.ts';
import { finishBatch } from '../../core/finish-batch.ts';
import { openBatches } from '../../core/open-batches.ts';
import { reconcile } from '../../core/reconcile.ts';
import type { BatchRecord } from '../../core/records.ts';
import { scoreAgain } from '../../core/score-again.ts';
import type { BatchUploaded } from '../../events/batch-uploaded.ts';
import { GROUP_PREFIX, OPERATOR } from './protocol-world.ts';
import { type ScoringWorld, scoringWorld } from './scoring-world.ts';

/** What may happen at any moment; `dies` names the write before which the process is gone, `lost` says that Step Functions hears nothing. */
const KINDS = ['upload', 'deliver', 'open', 'register', 'again', 'work', 'finish', 'fail', 'abort', 'reconcile', 'pass'] as const;
const happening = fc.record({
  kind: fc.constantFrom(...KINDS),
  which: fc.nat(30),
  dies: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
  lost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
/** Those of one moment happen side by side. */
const moments = fc.array(fc.array(happening, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 25 });
type Happening = { readonly kind: (typeof KINDS)[number]; readonly which: number; readonly dies: number; readonly lost: boolean };

const failure = { class: 'InternalServerError', cause: 'x', logTail: [], nextStep: 'Wait.', transient: true };

async function simulate(story: readonly (readonly Happening[])[]) {
  const world = await scoringWorld({ model: false, baseline: false });
  const { start } = world.services.scorings;
  let lost = false;
  const scorings = {
    ...world.services.scorings,
    start: (scoring: Parameters<typeof start>[0]) => (lost ? Promise.reject(new Error('nobody heard')) : start(scoring)),
  };
  Object.assign(world.services, { scorings });
  const events: BatchUploaded[] = [];
  for (const moment of story) {
    lost = moment.some((each) => each.lost);
    const dies = Math.max(...moment.map((each) => each.dies));
    world.before((_, nth) => {
      if (nth === dies) throw new Error('the process died');
    });
    await Promise.allSettled(moment.map((each) => happen(each, events, world)));
  }
  world.before(() => {});
  lost = false;
  await settle(events, world);
  return { world, events };
}

async function happen({ kind, which }: Happening, events: BatchUploaded[], world: ScoringWorld): Promise<unknown> {
  const { services } = world;
  const unscored = await world.unscored();
  const batch = unscored[which % Math.max(unscored.length, 1)];
  const event = events[which % Math.max(events.length, 1)];
  if (kind === 'upload') return void events.push(world.uploadBatch(`age,colour,note\n${which},red,\n`, `cars/batches/${which % 3}.csv`));
  if (kind === 'deliver') return event && acceptBatch(event, OPERATOR, services);
  if (kind === 'open') return openBatches('cars', services);
  if (kind === 'register') return world.register(1 + (which % 3));
  if (kind === 'again') return scoreAgain('cars', services);
  if (kind === 'reconcile') return reconcile(GROUP_PREFIX, services);
  if (kind === 'pass') return services.clock.pass(60 * which);
  if (batch === undefined) return undefined;
  const identity = await world.identityOf(batch);
  if (kind === 'work') return work(batch, world);
  if (kind === 'finish') return finishBatch(identity, services);
  if (kind === 'fail') return endBatch(identity, { outcome: 'Failed', failure, who: 'failBatch' }, services);
  return endBatch(identity, { outcome: 'Cancelled', who: 'onExecutionEnded' }, services);
}

/** All states of an execution up to its result, in one; without an execution nothing works. */
async function work(batch: string, world: ScoringWorld): Promise<unknown> {
  const record = await world.batch(batch);
  if (record.status !== 'Opened' || !world.services.executions.started.includes(nameScoring(record))) return undefined;
  const result = { uri: 's3://x/result.csv', rows: 1, sha256: 'ab', summary: 's3://x/summary.json' };
  return advanceBatch(record, { set: { status: 'Collected', result } }, { who: 'collectPredictions', what: 'predictions collected' }, world.services);
}

/** In the end every event has been delivered, a model reigns, every step is tried again, and time has passed. */
async function settle(events: readonly BatchUploaded[], world: ScoringWorld): Promise<void> {
  if ((await world.project()).reigning === undefined) await world.register(1);
  for (const event of events) await acceptBatch(event, OPERATOR, world.services);
  for (let round = 0; round < 40; round += 1) {
    world.services.clock.pass(7200);
    await reconcile(GROUP_PREFIX, world.services);
    const unscored = await world.unscored();
    if (unscored.length === 0) return;
    for (const batch of unscored) {
      await work(batch, world);
      await finishBatch(await world.identityOf(batch), world.services);
    }
  }
}

const ofVersion = ({ object, model }: BatchRecord) => `${object.key} ${object.versionId} by ${model?.run}`;

describe('whatever happens to batches, in whatever order, side by side, whoever dies when', () => {
  it('every version comes to one outcome, no model scores a version twice, and the newest model has scored the newest batch', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (story) => {
        const { world, events } = await simulate(story);

        const batches = await world.batches();
        const scored = batches.filter(({ outcome }) => outcome === 'Scored');
        expect(await world.unscored()).toEqual([]);
        expect(batches.filter(({ status, outcome }) => status !== 'Ended' || outcome === undefined)).toEqual([]);
        for (const { detail } of events) {
          const version = detail.object['version-id'];
          expect(batches.filter(({ cause, object }) => cause === 'upload' && object.versionId === version)).toHaveLength(1);
        }
        expect(new Set(scored.map(ofVersion)).size).toBe(scored.length);
        for (const { batch } of batches) expect((await world.batchAudit(batch)).filter((what) => what === 'scoring ended').length).toBeLessThanOrEqual(1);
        for (const { batch, attempt } of scored) expect(world.services.executions.started).toContain(`${batch}-${attempt}`);
        expect(await world.records.query('OUTBOX', '')).toEqual([]);
        const newest = await world.records.get({ pk: 'PROJECT#cars', sk: 'NEWEST-BATCH' });
        const { reigning } = await world.project();
        const latest = batches.filter(({ object }) => JSON.stringify(newest?.['object'] ?? '').includes(`"${object.versionId}"`));
        if (newest) expect(latest.some(({ model, outcome }) => model?.run === reigning?.run || outcome === 'Superseded' || model === undefined)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
