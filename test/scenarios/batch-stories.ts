import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchStory } from '../../cli/batches.ts';
import { listRuns } from '../../cli/stories.ts';
import { ScoringSettings } from '../../core/scoring-settings.ts';
import { batchOnce, dropBatch, stopTransformJob, storyOfBatch, tinyBatch, withModel } from './batches.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** Lands before there is any model; the second model scores it again. */
export async function early(laptop: Laptop): Promise<BatchStory> {
  await laptop.apply(tinyProject('early'));
  const batch = await dropBatch(laptop, 'early', `id,${tinyBatch().replaceAll('\n', '\nx,').slice(0, -2)}`);
  await batchOnce(laptop, batch, ({ status }) => status === 'Waiting');
  await laptop.storyOf(await laptop.drop('early', tinyTable()));
  const story = await storyOfBatch(laptop, batch);
  await laptop.drop('early', tinyTable({ seed: 2 }));
  return story;
}

export async function large(laptop: Laptop): Promise<BatchStory> {
  await withModel(laptop, 'large', 'well', { rest: { scoring: ScoringSettings.parse({ maxPayloadInMB: 1 }) } });
  return storyOfBatch(laptop, await dropBatch(laptop, 'large', tinyBatch({ rows: 110_000 })));
}

export async function served(laptop: Laptop, project: string, serve: string, body = tinyBatch()): Promise<BatchStory> {
  await withModel(laptop, project, serve);
  return storyOfBatch(laptop, await dropBatch(laptop, project, body));
}

export async function cutShort(laptop: Laptop): Promise<BatchStory> {
  await withModel(laptop, 'cut-short', 'hang');
  const batch = await dropBatch(laptop, 'cut-short', tinyBatch());
  const { jobs } = await batchOnce(laptop, batch, ({ status }) => status === 'Transforming');
  await stopTransformJob(laptop, jobs[0]?.job);
  return storyOfBatch(laptop, batch);
}

/** The server answers only when the file has been overwritten, and the newer version has been taken. */
export async function overwritten(laptop: Laptop, project: string): Promise<BatchStory> {
  const go = join(laptop.cloud.settings.folder, `${project}-go`);
  await withModel(laptop, project, `wait-for ${go}`);
  const batch = await dropBatch(laptop, project, tinyBatch());
  await batchOnce(laptop, batch, ({ status }) => status === 'Transforming');
  const newer = await dropBatch(laptop, project, tinyBatch({ from: 100 }));
  await batchOnce(laptop, newer, () => true);
  writeFileSync(go, '');
  await storyOfBatch(laptop, newer);
  return storyOfBatch(laptop, batch);
}

export async function tampered(laptop: Laptop, project: string, tamper: (bucket: string, key: string) => Promise<unknown>): Promise<BatchStory> {
  await withModel(laptop, project);
  const uri = (await listRuns(laptop.target, project))[0]?.attempts[0]?.modelArtifacts ?? '';
  await tamper(laptop.target.buckets.artifacts, new URL(uri).pathname.slice(1));
  return storyOfBatch(laptop, await dropBatch(laptop, project, tinyBatch()));
}
