import { ProjectDefinition } from '../../../core/project.ts';
import type { ObjectVersion } from '../../../core/records.ts';
import type { Product } from '../hostile/world.ts';
import { type Account, openAccount } from './account.ts';
import type { Quotas } from './quotas.ts';

export type Storm = { readonly uploads: number; readonly projects: number; readonly seconds: number; readonly seed: number };

/** Files that a project's uploads go to, over and over: most are overwritten before anybody reads them. */
const FILES = 20;
const TYPES = ['ml.m5.xlarge', 'ml.c5.2xlarge', 'ml.g4dn.xlarge'];
/** Virtual: nothing of a storm may take longer. */
const LONGEST = 7 * 86_400_000;
const MINUTE = 60_000;
const REPAIRED_WITHIN = 2 * 3_600_000;

/** `begin` is the time of the first upload, in milliseconds. */
export type Played = { readonly account: Account; readonly uploads: readonly ObjectVersion[]; readonly begin: number };

/** Uploads in random order to all projects within some seconds; plays on until nothing is left to do. */
export async function playStorm(product: Product, quotas: Quotas, storm: Storm): Promise<Played> {
  const account = openAccount(product, quotas, storm.seed);
  const names = Array.from({ length: storm.projects }, (_, n) => `project-${n + 1}`);
  for (const name of names) await account.apply(definitionOf(name));
  const { timeline, lambda } = account;
  const begin = timeline.time;
  const uploads: ObjectVersion[] = [];
  letUploadsLand(account, names, storm, uploads);
  const goOn = async () => {
    if (timeline.step(timeline.time + MINUTE)) await lambda.settle();
  };
  while (!(uploads.length === storm.uploads && isAtRest(account)) && timeline.time - begin < LONGEST) await goOn();
  // What came to the dead letters is found by whoever goes round for it, or is lost.
  const rest = timeline.time;
  while (lambda.deadLetters.length > 0 && timeline.time - rest < REPAIRED_WITHIN) await goOn();
  return { account, uploads, begin };
}

/** Nothing is under way, and nothing waits for a later time. */
function isAtRest({ lambda, jobs, executions, trainModel, records }: Account): boolean {
  if (lambda.queued > 0 || lambda.running.size > 0 || jobs.running > 0) return false;
  if (executions.of(trainModel.arn).some(({ status }) => status === 'RUNNING')) return false;
  return !records.items().some(({ pk, sk }) => pk === 'OUTBOX' || String(sk).startsWith('WAITING#'));
}

function definitionOf(project: string): ProjectDefinition {
  return ProjectDefinition.parse({
    project,
    description: `Prices of ${project}`,
    owners: ['ann@example.com'],
    data: {
      header: 'present',
      rowsAtLeast: 2,
      columns: [
        { name: 'age', type: 'integer' },
        { name: 'price', type: 'number' },
      ],
      target: 'price',
    },
    training: { image: { repository: 'nacre/training' }, model: 'linear', instanceTypes: TYPES },
    thresholds: [{ metric: 'rmse', atMost: 10 }],
    tracking: { experiment: project },
  });
}

/** One after the other, so that what waits is one moment and not all of them. An uploader that S3 tells to slow down does so. */
function letUploadsLand(account: Account, names: readonly string[], { uploads, seconds }: Pick<Storm, 'uploads' | 'seconds'>, landed: ObjectVersion[]): void {
  const { timeline, chance, datasets, publish, meter } = account;
  if (landed.length === uploads) return;
  timeline.after((1000 * seconds) / uploads + meter.delay('s3Writes'), () => {
    const n = landed.length;
    const project = names[Math.floor(chance.next() * names.length)] ?? '';
    const object = datasets.put(`${project}/datasets/${Math.floor(chance.next() * FILES)}.csv`, `age,price\n1,${n}\n2,${n + 1}\n3,${n + 2}\n`);
    landed.push(object);
    const { key, size, versionId, sequencer, bucket } = object;
    const detail = { bucket: { name: bucket }, object: { key, size, 'version-id': versionId, sequencer }, reason: 'PutObject' };
    publish({ source: 'aws.s3', detailType: 'Object Created', resources: [`arn:aws:s3:::${bucket}`], detail });
    letUploadsLand(account, names, { uploads, seconds }, landed);
  });
}
