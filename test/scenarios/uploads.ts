import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { findRequest, listRuns } from '../../cli/stories.ts';
import { eventually } from './eventually.ts';
import type { Dropped, Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

const RULE = 'nacre-dev-acceptDataset';
const five = [1, 2, 3, 4, 5];
const ESCAPE = '\u001b[31m';

export type Uploads = Awaited<ReturnType<typeof tellUploads>>;

const definitions = [
  ...['burst-latest', 'same', 'marked', 'erased', 'overwritten', 'late', 'readme', 'markup'].map((project) => tinyProject(project)),
  ...['burst-all', 'strange-keys'].map((project) => tinyProject(project, { data: { use: 'all' } })),
  tinyProject('retrained', { behave: { behave: 'take-a-while', seconds: 2 } }),
  tinyProject('collecting', { training: { on: ['person', 'schedule'] } }),
];

/** Everything that can happen to uploads, side by side; each story is a promise of its own. Projects are applied one by one, so that a warm function serves them. */
export async function tellUploads(laptop: Laptop) {
  for (const definition of definitions) await laptop.apply(definition);
  const older = await withoutTelling(laptop, () => laptop.drop('late', tinyTable({ seed: 1 })));
  const [ofAll, ofLatest] = await withoutTelling(laptop, async () => [await dropFive(laptop, 'burst-all'), await dropFive(laptop, 'burst-latest')] as const);
  const stories = {
    burstOfAll: burst(laptop, ofAll),
    burstOfLatest: burst(laptop, ofLatest),
    identical: identical(laptop),
    marked: deleted(laptop, 'marked', ({ key }) => ({ Key: key })),
    erased: deleted(laptop, 'erased', ({ key, versionId }) => ({ Key: key, VersionId: versionId })),
    overwritten: overwritten(laptop),
    retrained: retrained(laptop),
    late: late(laptop, older),
    collected: collected(laptop),
    nobodys: nobodys(laptop, 'abalnoe'),
    readme: readme(laptop),
    strangeKeys: strangeKeys(laptop),
    markup: markup(laptop),
    strangeNobodys: nobodys(laptop, `<b>no\nbody${ESCAPE}`),
  };
  await Promise.allSettled(Object.values(stories));
  return stories;
}

async function dropFive(laptop: Laptop, project: string): Promise<readonly Dropped[]> {
  const drops: Dropped[] = [];
  for (const seed of five) drops.push(await laptop.drop(project, tinyTable({ rows: 50, seed }), { as: `part-${seed}.csv` }));
  return drops;
}

/** Their events arrive in one moment, however slow the machine is that drops them. */
async function burst(laptop: Laptop, drops: readonly Dropped[]) {
  for (const { versionId } of drops) laptop.tellAgain(versionId);
  return { drops, stories: await storiesOf(laptop, drops) };
}

const storiesOf = (laptop: Laptop, drops: readonly Dropped[]) => Promise.all(drops.map((drop) => laptop.storyOf(drop)));

async function identical(laptop: Laptop) {
  const first = await laptop.storyOf(await laptop.drop('same', tinyTable()));
  const again = await laptop.storyOf(await laptop.drop('same', tinyTable()));
  const elsewhere = await laptop.storyOf(await laptop.drop('same', tinyTable(), { as: 'other.csv' }));
  return { first, again, elsewhere };
}

async function deleted(laptop: Laptop, project: string, what: (drop: Dropped) => { readonly Key: string; readonly VersionId?: string }) {
  const drop = await laptop.drop(project, tinyTable());
  await laptop.target.clients.s3.send(new DeleteObjectCommand({ Bucket: laptop.target.buckets.data, ...what(drop) }));
  return laptop.storyOf(drop);
}

async function overwritten(laptop: Laptop) {
  const older = await laptop.drop('overwritten', tinyTable({ seed: 1 }));
  const newer = await laptop.drop('overwritten', tinyTable({ seed: 2 }));
  return { older, newer, stories: await storiesOf(laptop, [older, newer]) };
}

async function retrained(laptop: Laptop) {
  const older = await laptop.drop('retrained', tinyTable({ seed: 1 }));
  await eventually(async () => (await listRuns(laptop.target, 'retrained')).some(({ status }) => status === 'Training'));
  const newer = await laptop.drop('retrained', tinyTable({ seed: 2 }));
  return { older, newer, stories: await storiesOf(laptop, [older, newer]) };
}

/** Drops files while the rule is off: their events reach nobody, as those that are still on their way. */
async function withoutTelling<Drops>(laptop: Laptop, drop: () => Promise<Drops>): Promise<Drops> {
  const events = new EventBridgeClient(laptop.target.clients.settings);
  await events.send(new DisableRuleCommand({ Name: RULE }));
  const dropped = await drop();
  await events.send(new EnableRuleCommand({ Name: RULE }));
  return dropped;
}

async function late(laptop: Laptop, older: Dropped) {
  const newer = await laptop.drop('late', tinyTable({ seed: 2 }));
  await eventually(() => findRequest(laptop.target, 'late', newer.request));
  laptop.tellAgain(older.versionId);
  const request = await laptop.requestOf(older);
  const story = await laptop.storyOf(newer);
  return { older, newer, request, story, mails: await laptop.mailsAbout(older.request) };
}

async function collected(laptop: Laptop) {
  const drop = await laptop.drop('collecting', tinyTable());
  return { request: await laptop.requestOf(drop), mails: await laptop.mailsAbout(drop.request) };
}

async function nobodys(laptop: Laptop, project: string) {
  const drop = await laptop.drop(project, tinyTable(), { as: `${ESCAPE}<script>.csv` });
  const request = await laptop.requestOf(drop);
  await laptop.quiet();
  return { request, mails: await laptop.mailsAbout(drop.request) };
}

async function readme(laptop: Laptop) {
  const drop = await laptop.drop('readme', 'what the columns mean', { as: 'readme.txt' });
  await laptop.quiet();
  return { deliveries: laptop.toldOf(drop.versionId).deliveries, request: await findRequest(laptop.target, 'readme', drop.request) };
}

/** One more than 1,024 bytes would be refused by S3. */
const longest = `${'ü'.repeat((1024 - 'strange-keys/datasets/.csv'.length) / 2)}.csv`;

const strangeNames = [
  ' two  spaces .csv',
  'a+b%20c%2F.csv',
  'ü☃😀.csv',
  '../../outside.csv',
  'a//b/./c.csv',
  'new\nline.csv',
  'carriage\r\nreturn.csv',
  `${ESCAPE}red.csv`,
  '<script>alert("&amp;")</script>.csv',
  ';rm -rf $(x)`?versionId=1#\\.csv',
  longest,
];

async function strangeKeys(laptop: Laptop) {
  const drops: Dropped[] = [];
  for (const [at, as] of strangeNames.entries()) drops.push(await laptop.drop('strange-keys', tinyTable({ rows: 50, seed: at }), { as }));
  return { drops, stories: await storiesOf(laptop, drops) };
}

async function markup(laptop: Laptop) {
  return laptop.storyOf(await laptop.drop('markup', '', { as: `<script>alert(1)</script>\n${ESCAPE}.csv` }));
}
