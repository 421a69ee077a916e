import { recordsOf } from '../../../cli/stories.ts';
import { ProjectDefinition } from '../../../core/project.ts';
import { eventually } from '../../scenarios/eventually.ts';
import type { Laptop } from '../../scenarios/laptop.ts';
import { command } from '../../scenarios/watched-projects.ts';
import { type CameTo, cameTo, isAtRest } from './come-to.ts';
import type { AgreementStory, Step } from './story.ts';

/**
 * The story on a laptop cloud, with real events, functions, jobs and records, in a project of its own. S3's event of each file comes twice.
 * Steps that are half an hour apart in memory follow each other at once, so no cooldown lies between them.
 */
export async function playOnLaptop({ seed, definition, steps }: AgreementStory, laptop: Laptop): Promise<CameTo> {
  const project = `${definition.project}-${seed}`;
  const training = { ...definition.training, image: { repository: 'nacre/training', tag: 'tiny' } };
  const governor = { ...definition.governor, cooldownMinutes: 0 };
  await laptop.apply(ProjectDefinition.parse({ ...definition, project, training, governor }));
  for (const [n, step] of steps.entries()) {
    await take(step, `token-${n}`, project, laptop);
    await eventually(() => isAtRestForGood(project, laptop));
  }
  return cameTo(project, recordsOf(laptop.target));
}

/** Between the end of a run and what its function does next nothing is written down for a moment. */
async function isAtRestForGood(project: string, laptop: Laptop): Promise<boolean> {
  const records = recordsOf(laptop.target);
  if (!(await isAtRest(project, records))) return false;
  await laptop.quiet();
  return isAtRest(project, records);
}

async function take(step: Step, token: string, project: string, laptop: Laptop): Promise<void> {
  if (step.does === 'request') return void (await command(laptop, { command: 'request', project, token }));
  const key = `${project}/${step.does === 'upload' ? 'datasets' : 'batches'}/${step.name}.csv`;
  const { VersionId = '' } = await laptop.put(laptop.target.buckets.data, key, step.body);
  await eventually(async () => laptop.cloud.bus.history().some(({ event }) => JSON.stringify(event.detail).includes(JSON.stringify(VersionId))));
  laptop.tellAgain(VersionId);
  await laptop.quiet();
}
