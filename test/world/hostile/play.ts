import type { Item } from '../../../core/ports.ts';
import type { ObjectVersion } from '../../../core/records.ts';
import { unheard } from './reigns.ts';
import { act } from './story/act.ts';
import { type Conditions, createWorld, type Product, type World } from './world.ts';

const RECONCILE_SECONDS = 300;
/** Trouble sees the rule fire so often, however long it lasts; and now and then where there is nothing to do. Rounds that find nothing tell nothing, and cost most. */
const ROUNDS = 8;
const NEEDLESS = 0.2;
const MINUTE = 60_000;
/** Nothing may stand still for longer, once everything works again; a judgement of a model that nobody waits for is looked for once an hour. */
const STUCK = 15 * MINUTE;
const UNHEARD = 65 * MINUTE;
/** Forty times what a world usually takes: somebody goes round in a circle. */
const MOST_CALLS = 20_000;

/** `stuck` says what stood still, where something did. */
export type Played = World & { readonly stuck: readonly string[] };

/** Plays a world to its end: while the faults last, then until everything has come to rest or nothing moves any more. */
export async function playWorld(product: Product, conditions: Conditions): Promise<Played> {
  const world = await createWorld(product, conditions);
  const { timeline, lambda, bus, faultsEnd } = world;
  for (const deed of world.deeds) timeline.after(1000 * deed.at, () => act(deed, world));
  tickSchedules(world);
  while (!isRestless(world) && timeline.step(faultsEnd)) await lambda.settle();
  world.note('world', 'works again; the operator sends the dead letters again');
  bus.sendDeadLettersAgain();
  return { ...world, stuck: await untilRest(world) };
}

async function untilRest(world: World): Promise<readonly string[]> {
  const { timeline, lambda } = world;
  let moved = timeline.time;
  for (let written = -1; !isAtRest(world); ) {
    if (isRestless(world)) return [`somebody who has made ${lambda.counts.calls} calls`];
    if (timeline.step(timeline.time + MINUTE)) await lambda.settle();
    if (written !== world.journal.entries.length || !isOverdue(world)) moved = timeline.time;
    written = world.journal.entries.length;
    if (timeline.time - moved > (unheard(world).some(({ awaited }) => !awaited) ? UNHEARD : STUCK)) return standing(world);
  }
  return [];
}

function standing(world: World): readonly string[] {
  const unjudged = unheard(world).map(({ project }) => `the model of ${project}`);
  return [...world.journal.open.keys(), ...runningOf(world), ...untaken(world).map(({ key }) => key), ...unjudged];
}

const isRestless = ({ lambda }: World) => lambda.counts.calls > MOST_CALLS;

/** Nothing is on its way, and the product has written down nothing that it would still have to do. */
function isAtRest(world: World): boolean {
  const { lambda, bus } = world;
  if (lambda.running.size > 0 || bus.underWay > 0 || isTraining(world)) return false;
  return runningOf(world).length === 0 && owed(world).length === 0 && untaken(world).length === 0 && unheard(world).length === 0;
}

const isTraining = ({ training, transforms }: World) => training.course.working || transforms.course.working;

/** A job that works, a backoff and a sender's lease are no standstill. */
function isOverdue(world: World): boolean {
  const now = world.timeline.now().toISOString();
  if (isTraining(world)) return false;
  if (untaken(world).length > 0 || unheard(world).length > 0) return true;
  return owed(world).some((item) => !isLater(item, now)) || (owed(world).length === 0 && runningOf(world).length > 0);
}

const isLater = (item: Item, now: string) => [item['notBefore'], item['leaseUntil']].some((time) => typeof time === 'string' && time > now);

/** As long as a world goes on for what the governor has put off: cooldowns end, but not the day. */
const PATIENCE = 60 * MINUTE;

/**
 * What the product itself has yet to do. A batch waits for its first model as long as it must. Where reconcile is switched off, nobody opens what a
 * backoff has put off, and nobody sends what a sender left that died.
 */
function owed({ journal, weather, timeline }: World): readonly Item[] {
  const tooLate = new Date(timeline.time + PATIENCE).toISOString();
  const items = [...journal.open.values()].filter(
    ({ pk, sk, reason, notBefore }) =>
      pk !== 'OUTBOX' &&
      !(reason !== undefined && String(notBefore) > tooLate) &&
      !(String(sk).startsWith('UNSCORED#') && journal.newest.get(`${pk} PROJECT`)?.['reigning'] === undefined),
  );
  return weather.unreconciled ? items.filter(({ pk, notBefore }) => notBefore === undefined && !String(pk).startsWith('MAIL#')) : items;
}

/** Uploads that are the newest of their key and that no record tells of: where the event was lost, the sweep has them still to find. */
export function untaken({ uploads, batches, datasets, journal }: World): readonly ObjectVersion[] {
  return [...uploads, ...batches].filter((object) => datasets.isCurrent(object) && !journal.taken.has(object.versionId));
}

function runningOf({ executions, trainModel, scoreBatch }: World): readonly string[] {
  const all = [...executions.of(trainModel.arn), ...executions.of(scoreBatch.arn)];
  return all.flatMap(({ status, name }) => (status === 'RUNNING' ? [`execution ${name}`] : []));
}

/** Rules with a schedule fire while there is anything to do; at rest they would find nothing. */
function tickSchedules(world: World): void {
  const { timeline, weather, doors, bus, chance, faultsEnd } = world;
  if (weather.unreconciled) return;
  const scheduled = [...doors.values()].filter(({ rules }) => rules.some(({ schedule }) => schedule === 'rate(5 minutes)'));
  const tick = () => {
    const isHostile = timeline.time < faultsEnd;
    if (!isAtRest(world) && (isHostile || isOverdue(world) || chance.happens(NEEDLESS))) for (const target of scheduled) bus.fire(target);
    const seconds = isHostile ? Math.min(weather.endsAfter / ROUNDS, (faultsEnd - timeline.time) / 1000) : 0;
    timeline.after(1000 * Math.max(RECONCILE_SECONDS, seconds), tick);
  };
  timeline.after(1000 * RECONCILE_SECONDS, tick);
}
