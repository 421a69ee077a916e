import type { Item } from '../../../core/ports.ts';
import type { ObjectVersion } from '../../../core/records.ts';
import type { InMemoryDatasets } from '../in-memory-storage.ts';
import type { Deed } from './story.ts';
import { type Conditions, createWorld, type Product, type World } from './world.ts';

const RECONCILE_SECONDS = 300;
const MINUTE = 60_000;
/** Nothing may stand still for longer, once everything works again. */
const STUCK = 15 * MINUTE;
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
    if (timeline.time - moved > STUCK) return [...world.journal.open.keys(), ...runningOf(world), ...untaken(world).map(({ key }) => key)];
  }
  return [];
}

const isRestless = ({ lambda }: World) => lambda.counts.calls > MOST_CALLS;

/** Nothing is on its way, and the product has written down nothing that it would still have to do. */
function isAtRest(world: World): boolean {
  const { lambda, bus, sagemaker } = world;
  if (lambda.running.size > 0 || bus.underWay > 0 || [...sagemaker.jobs.values()].some(({ endedAt }) => endedAt === undefined)) return false;
  return runningOf(world).length === 0 && owed(world).length === 0 && untaken(world).length === 0;
}

/** A training job that works, a backoff and a sender's lease are no standstill. */
function isOverdue(world: World): boolean {
  const { timeline, sagemaker } = world;
  const now = timeline.now().toISOString();
  if ([...sagemaker.jobs.values()].some(({ endedAt }) => endedAt === undefined)) return false;
  return untaken(world).length > 0 || owed(world).some((item) => !isLater(item, now)) || (owed(world).length === 0 && runningOf(world).length > 0);
}

const isLater = (item: Item, now: string) => [item['notBefore'], item['leaseUntil']].some((time) => typeof time === 'string' && time > now);

/** Where reconcile is switched off, nobody opens what a backoff has put off, and nobody sends what a sender left that died. */
function owed({ journal, weather }: World): readonly Item[] {
  const items = [...journal.open.values()].filter(({ pk }) => pk !== 'OUTBOX');
  return weather.unreconciled ? items.filter(({ pk, notBefore }) => notBefore === undefined && !String(pk).startsWith('MAIL#')) : items;
}

/** Uploads that are the newest of their key and that no request tells of: where the event was lost, the sweep has them still to find. */
export function untaken({ uploads, datasets, journal }: World): readonly ObjectVersion[] {
  return uploads.filter((object) => datasets.isCurrent(object) && !journal.taken.has(object.versionId));
}

function runningOf({ executions, trainModel }: World): readonly string[] {
  return executions.of(trainModel.arn).flatMap(({ status, name }) => (status === 'RUNNING' ? [`execution ${name}`] : []));
}

/** Rules with a schedule fire while there is anything to do; at rest they would find nothing. */
function tickSchedules(world: World): void {
  if (world.weather.unreconciled) return;
  const scheduled = [...world.doors.values()].filter(({ rules }) => rules.some(({ schedule }) => schedule === 'rate(5 minutes)'));
  world.timeline.every(1000 * RECONCILE_SECONDS, () => {
    if (!isAtRest(world)) for (const target of scheduled) world.bus.fire(target);
  });
}

function act(deed: Deed, world: World): void {
  const { note, datasets, config, uploads } = world;
  note('somebody', `${deed.kind}s ${'key' in deed ? deed.key : deed.project}`);
  if (deed.kind === 'upload') uploads.push(put(datasets, deed.key, deed.body, world));
  if (deed.kind === 'describe') put(config, `projects/${deed.project}/project.yml`, deed.body, world);
  if (deed.kind === 'delete') datasets.remove(deed.key);
  if (deed.kind === 'abort') abort(deed.project, world);
  if (deed.kind === 'stop job') stopJobs(deed.project, world);
}

function abort(project: string, { executions, trainModel }: World): void {
  for (const execution of executions.of(trainModel.arn)) if (execution.name.startsWith(project)) execution.stop('Aborted', 'by hand');
}

function stopJobs(project: string, { sagemaker }: World): void {
  for (const { spec } of sagemaker.jobs.values()) if (spec.project === project) sagemaker.stop(spec.name, 'stopped by hand');
}

/** A new version, of which S3 tells. */
function put(bucket: InMemoryDatasets, key: string, body: string, { bus }: World): ObjectVersion {
  const object = bucket.put(key, body);
  const { bucket: name, versionId, size, sequencer } = object;
  const detail = { bucket: { name }, object: { key, size, 'version-id': versionId, sequencer }, reason: 'PutObject' };
  bus.publish({ source: 'aws.s3', detailType: 'Object Created', resources: [`arn:aws:s3:::${name}`], detail });
  return object;
}
