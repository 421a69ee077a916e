import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { s3Datasets } from '../../adapters/datasets.ts';
import { listRuns, recordsOf } from '../../cli/stories.ts';
import { keys, type RequestRecord, type RunRecord } from '../../core/records.ts';
import { eventually } from './eventually.ts';
import type { Dropped, Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** `patience` is in seconds. */
export type LaptopStorm = { readonly uploads: number; readonly projects: number; readonly atOnce: number; readonly patience: number };

/** What a storm came to. Times are seconds from the first upload: until all had landed, had been taken note of, and until the last run had ended. */
export type StormTold = {
  readonly violations: readonly string[];
  readonly runs: number;
  readonly landedAfter: number;
  readonly takenAfter: number;
  readonly endedAfter: number;
};

const ROWS = 50;
const MOST_LISTED = 10_000;
/** A run finds nothing new where the one before it has found the newest file, whose event was still on its way. */
const FINE: ReadonlySet<string> = new Set(['Succeeded', 'Skipped']);

/** Many uploads to a few projects, several at a time, through the whole cloud. The first run of each goes on until all have been taken note of, however slow the machine is. */
export async function storm(laptop: Laptop, { uploads, projects, atOnce, patience }: LaptopStorm): Promise<StormTold> {
  const names = Array.from({ length: projects }, (_, n) => `storm-${n + 1}`);
  const signal = join(laptop.cloud.settings.folder, 'the-storm-is-over');
  const training = { maxRuntimeSeconds: 86_400 };
  for (const name of names) await laptop.apply(tinyProject(name, { training, behave: { behave: 'wait-for', file: signal } }));
  const begun = performance.now();
  const since = () => Math.round((performance.now() - begun) / 100) / 10;

  const drops = await dropAll(laptop, names, uploads, atOnce);
  const landedAfter = since();
  await eventually(async () => (await requestsOf(laptop, names)).length >= uploads, patience);
  const takenAfter = since();
  writeFileSync(signal, '');
  await eventually(async () => isOver(await requestsOf(laptop, names), await stormRuns(laptop, names)), patience);
  const runs = await stormRuns(laptop, names);
  const violations = await violationsIn(laptop, drops, await requestsOf(laptop, names), runs);
  return { violations, runs: runs.length, landedAfter, takenAfter, endedAfter: since() };
}

/** As many people drop files as `atOnce` says, each one file after the other; those of one project come in the order of their numbers only by chance. */
async function dropAll(laptop: Laptop, names: readonly string[], uploads: number, atOnce: number): Promise<readonly Dropped[]> {
  const drops: Dropped[] = [];
  let next = 0;
  const dropper = async () => {
    while (next < uploads) {
      const n = next++;
      drops.push(await laptop.drop(names[n % names.length] ?? '', tinyTable({ rows: ROWS, seed: n + 1 }), { as: `part-${n}.csv` }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, dropper));
  return drops;
}

async function requestsOf({ target }: Laptop, names: readonly string[]) {
  const found = await Promise.all(names.map((name) => recordsOf(target).query(keys.request(name, '').pk, 'REQUEST#')));
  return found.flat().map(({ id, project, status, run }) => ({ id: String(id), project: String(project), status: String(status), run }));
}

const stormRuns = async ({ target }: Laptop, names: readonly string[]) => (await Promise.all(names.map((name) => listRuns(target, name)))).flat();

type Requests = Awaited<ReturnType<typeof requestsOf>>;

const isOver = (requests: Requests, runs: readonly RunRecord[]) =>
  requests.every(({ status }) => !WAITING.has(status)) && runs.every(({ status }) => status === 'Ended');
const WAITING: ReadonlySet<string> = new Set(['waiting', 'claimed'] satisfies readonly RequestRecord['status'][]);

async function violationsIn(laptop: Laptop, drops: readonly Dropped[], requests: Requests, runs: readonly RunRecord[]): Promise<readonly string[]> {
  const known = new Set(requests.map(({ id }) => id));
  const projects = [...new Set(drops.map(({ project }) => project))];
  const newest = await Promise.all(projects.map((project) => isNewestTrained(laptop, project, runs)));
  const untrained = projects.filter((_, index) => !newest[index]);
  return [
    ...drops.filter(({ request }) => !known.has(request)).map(({ key }) => `${key} was lost`),
    ...projects
      .map((project) => ({ project, count: runs.filter((run) => run.project === project).length }))
      .filter(({ count }) => count > 2)
      .map(({ project, count }) => `${project} had ${count} runs`),
    ...runs.filter(({ outcome = '' }) => !FINE.has(outcome)).map(({ run, outcome }) => `run ${run} is ${outcome}`),
    ...untrained.map((project) => `the newest data of ${project} were not trained`),
  ];
}

/** The file that a project's last model was trained on lies there since as late as the newest that S3 lists. */
async function isNewestTrained({ target }: Laptop, project: string, runs: readonly RunRecord[]): Promise<boolean> {
  const listed = await s3Datasets(target.buckets.data, target.clients.s3).list(`${project}/datasets/`, MOST_LISTED);
  const last = runs
    .filter((run) => run.project === project)
    .toSorted((a, b) => a.number - b.number)
    .at(-1);
  const used = listed.find(({ key }) => key === last?.objects?.[0]?.key);
  return used !== undefined && used.lastModified === listed.at(-1)?.lastModified;
}
