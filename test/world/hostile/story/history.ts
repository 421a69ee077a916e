import type { Item, Records } from '../../../../core/ports.ts';
import { keys, type ProjectRecord } from '../../../../core/records.ts';
import type { InMemoryRegistry } from '../../in-memory-sagemaker.ts';
import type { InMemoryArtifacts, InMemoryDatasets } from '../../in-memory-storage.ts';
import { NAMES, STAGE } from '../deployed-functions.ts';
import { playWorld } from '../play.ts';
import { CALM } from '../weather.ts';
import type { Product, World } from '../world.ts';
import type { Deed } from './deeds.ts';
import { PROJECTS } from './projects.ts';

const YESTERDAY = '2026-11-20T06:00:00.000Z';
export const BEGIN = '2026-11-21T10:00:00.000Z';
const MOST_TRIES = 50;

/** What the day before has left behind: each project's first model, and the file that it was trained on. */
export type History = {
  readonly items: readonly Item[];
  readonly artifacts: ReadonlyMap<string, Buffer>;
  readonly packages: InMemoryRegistry['packages'];
  readonly files: readonly { readonly key: string; readonly body: string; readonly lastModified: string }[];
};

type Into = {
  readonly records: Pick<Records, 'write'>;
  readonly datasets: InMemoryDatasets;
  readonly memory: { readonly registry: InMemoryRegistry; readonly artifacts: InMemoryArtifacts };
};

/** A calm day on which every project trains its first model: the first such day that goes well for all of them. */
export async function playHistory(product: Omit<Product, 'history'>): Promise<History> {
  for (let seed = 1; seed <= MOST_TRIES; seed += 1) {
    const world = await playWorld(product, { seed, weather: CALM, deeds: DEEDS, begin: YESTERDAY });
    const items = [...world.journal.newest.values()].filter(({ pk }) => String(pk).startsWith('PROJECT#'));
    if (items.filter(({ sk, reigning }) => sk === 'PROJECT' && reigning).length === PROJECTS.length) return left(world, items);
  }
  throw new Error(`on none of ${MOST_TRIES} calm days every project came to a model; see test/world/hostile/story/history.ts`);
}

const DEEDS = PROJECTS.flatMap(({ project, approval }, n): readonly Deed[] => [
  { at: 1, project, kind: 'upload', key: `${project}/datasets/first.csv`, body: bodyOf(n) },
  ...(approval === 'manual' ? [{ at: 7100, project, kind: 'judge', approval: 'Approved' } as const] : []),
]);

function bodyOf(n: number): string {
  return `age,price\n7,${n}\n8,${n + 1}\n9,${n + 2}\n`;
}

function left({ services, uploads }: World, items: readonly Item[]): History {
  return {
    items,
    artifacts: new Map([...services.artifacts.objects].filter(([key]) => !key.includes('/incoming/'))),
    packages: [...services.registry.packages],
    files: uploads.map(({ key, lastModified = '' }, n) => ({ key, body: bodyOf(n), lastModified })),
  };
}

/** Another world goes on from there, with these projects. All files are put, so that they have the versions which the records name. */
export async function goOnFrom(
  { items, artifacts, packages, files }: History,
  projects: readonly string[],
  { records, datasets, memory }: Into,
): Promise<void> {
  for (const { key, body, lastModified } of files) datasets.put(key, body, { lastModified });
  for (const [key, bytes] of artifacts) memory.artifacts.place(memory.artifacts.uri(key), bytes);
  const groups = projects.map((project) => `nacre-${STAGE}-${project}`);
  for (const each of packages.filter(({ group }) => groups.includes(group))) {
    const { arn } = await memory.registry.createPackage({ ...each, approval: 'PendingManualApproval' });
    memory.registry.judge(arn, each.approval);
  }
  for (const { pk, sk, ...item } of items)
    if (projects.some((project) => pk === `PROJECT#${project}`)) await records.write({ put: { pk: String(pk), sk: String(sk) }, item });
}

/** Or it begins with projects that were only just applied. */
export async function applyAnew(projects: readonly string[], { records }: Pick<Into, 'records'>): Promise<void> {
  for (const definition of PROJECTS.filter(({ project }) => projects.includes(project))) {
    const { project } = definition;
    const source = { bucket: NAMES['ConfigBucket'] ?? '', key: `projects/${project}/project.yml`, versionId: 'p1', sequencer: '0' };
    const item: ProjectRecord = { project, definition, source, appliedAt: BEGIN, nextRunNumber: 1 };
    await records.write({ put: keys.project(project), item });
  }
}
