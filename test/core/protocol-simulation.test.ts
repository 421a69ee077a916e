import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { endRun } from '../../core/end-run.ts';
import { onExecutionEnded } from '../../core/on-execution-ended.ts';
import { reconcile } from '../../core/reconcile.ts';
import type { RunRecord } from '../../core/records.ts';
import { RunRecord as Run } from '../../core/records.ts';
import type { DatasetUploaded } from '../../events/dataset-uploaded.ts';
import { ExecutionEnded } from '../../events/execution-ended.ts';
import { GROUP_PREFIX, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

/** What may happen at any moment; `dies` names the write before which the process is gone. */
type Happening = {
  readonly kind: (typeof kinds)[number];
  readonly which: number;
  readonly dies: number;
};

const kinds = ['upload', 'deliver', 'alarm', 'pause', 'resume', 'claim', 'finish', 'fail', 'abort', 'reconcile', 'pass'] as const;
const happening = fc.record({
  kind: fc.constantFrom(...kinds),
  which: fc.nat(30),
  dies: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }),
});
/** Those of one moment happen side by side. */
const moments = fc.array(fc.array(happening, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 25 });

const failure = { class: 'InternalServerError', cause: 'x', logTail: [], nextStep: 'Wait.', transient: true };

const COOLDOWN_MINUTES = 20;

async function simulate(story: readonly (readonly Happening[])[]) {
  const world = await protocolWorld({ data: { use: 'all' }, governor: { cooldownMinutes: COOLDOWN_MINUTES, runsPerDay: 6, stopAfterFailures: 2 } });
  const events: DatasetUploaded[] = [];
  for (const moment of story) {
    const dies = Math.max(...moment.map((each) => each.dies));
    world.before((_, nth) => {
      if (nth === dies) throw new Error('the process died');
    });
    await Promise.allSettled(moment.map((each) => happen(each, events, world)));
  }
  world.before(() => {});
  await settle(events, world);
  return world;
}

async function happen({ kind, which }: Happening, events: DatasetUploaded[], world: ProtocolWorld): Promise<unknown> {
  const { services } = world;
  const run = (await world.project()).active?.run ?? 'cars-9999-abcdef';
  const identity = { project: 'cars', run };
  const event = events[which % Math.max(events.length, 1)];
  if (kind === 'upload') return void events.push(world.upload(`cars/datasets/${which % 4}.csv`));
  if (kind === 'deliver') return event && world.accept(event);
  if (kind === 'alarm') return world.alarm(`change ${which}`);
  if (kind === 'pause' || kind === 'resume') return world.command(kind);
  if (kind === 'claim') return world.claim(run);
  if (kind === 'finish') return endRun(identity, { outcome: 'Refused', who: 'finishRun' }, services);
  if (kind === 'fail') return endRun(identity, { outcome: 'Failed', failure, who: 'failRun' }, services);
  if (kind === 'abort') return abort(run, world);
  if (kind === 'reconcile') return reconcile(GROUP_PREFIX, services);
  return services.clock.pass(60 * which);
}

async function abort(run: string, { services }: ProtocolWorld): Promise<unknown> {
  services.executions.end(run, 'ABORTED');
  const executionArn = `arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:${run}`;
  const detail = { executionArn, status: 'ABORTED' };
  return onExecutionEnded(
    ExecutionEnded.parse({ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail }),
    GROUP_PREFIX,
    services,
  );
}

/** In the end every event has been delivered, every step tried again, nothing is paused, and time has passed. */
async function settle(events: readonly DatasetUploaded[], world: ProtocolWorld): Promise<void> {
  for (const event of events) await world.accept(event);
  await world.command('resume');
  for (let round = 0; round < 40; round += 1) {
    world.services.clock.pass(7200);
    await reconcile(GROUP_PREFIX, world.services);
    const run = (await world.project()).active?.run;
    if (run === undefined) return;
    await world.claim(run);
    await endRun({ project: 'cars', run }, { outcome: 'Refused', who: 'finishRun' }, world.services);
  }
}

async function runsOf(world: ProtocolWorld): Promise<readonly RunRecord[]> {
  return (await world.records.query('PROJECT#cars', 'RUN#')).map((item) => Run.parse(item));
}

const versionNumber = (versionId: string) => Number(versionId.slice(1));

describe('whatever happens, in whatever order, side by side, whoever dies when', () => {
  it('every request comes to an end, every run has one outcome, and the newest version of every file is used', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (story) => {
        const world = await simulate(story);

        const runs = await runsOf(world);
        const requests = await world.requests();
        expect(await world.waiting()).toEqual([]);
        expect(requests.filter(({ status }) => !['done', 'superseded'].includes(status))).toEqual([]);
        expect(runs.filter(({ status, outcome }) => status !== 'Ended' || outcome === undefined)).toEqual([]);
        for (const { run } of runs) expect((await world.audit(run)).filter((what) => what === 'run ended')).toHaveLength(1);
        expect(new Set(world.services.executions.started)).toEqual(new Set(runs.map(({ run }) => run)));
        expect(await world.records.query('OUTBOX', '')).toEqual([]);
        expect(runs.filter((run, nth) => isOnlyAlarms(run) && minutesBetween(runs[nth - 1], run) < COOLDOWN_MINUTES)).toEqual([]);
        const writes = world.records.writes();
        await reconcile(GROUP_PREFIX, world.services);
        expect(world.records.writes()).toBe(writes);
        expect(writes).toBeLessThan(30 * (1 + runs.length + requests.length + story.length));
        for (const key of new Set(requests.flatMap(({ object }) => object?.key ?? []))) {
          const used = runs.flatMap(({ objects = [] }) => objects.filter((object) => object.key === key).map(({ versionId }) => versionNumber(versionId)));
          const asked = requests.flatMap(({ object, status, run }) =>
            object?.key === key && status === 'done' && claimedBy(runs, run) ? versionNumber(object.versionId) : [],
          );
          expect(used).toEqual(used.toSorted((a, b) => a - b));
          expect(Math.max(...used, 0)).toBeGreaterThanOrEqual(Math.max(...asked, 0));
        }
      }),
      { numRuns: 300 },
    );
  });
});

const isOnlyAlarms = ({ requests }: RunRecord) => requests.length > 0 && requests.every(({ trigger }) => trigger === 'alarm');

function minutesBetween(one: RunRecord | undefined, other: RunRecord): number {
  return one === undefined ? Number.POSITIVE_INFINITY : (Date.parse(other.openedAt) - Date.parse(one.openedAt)) / 60_000;
}

/** A run that was ended before it had fixed its inputs used nothing. */
function claimedBy(runs: readonly RunRecord[], run: string | undefined): boolean {
  return runs.some((each) => each.run === run && each.objects !== undefined);
}
