import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findAbalone } from '../abalone-data.ts';
import { applyProjects } from '../apply-projects.ts';
import { endWithCloud, startCloud, stopCloud } from '../cloud-process.ts';
import { CommandError } from '../command-error.ts';
import { driftStory } from '../drift-story.ts';
import { followRequest, followRun, isStory } from '../follow.ts';
import { answer, tell } from '../print.ts';
import { putFile } from '../put-file.ts';
import { documentOf } from '../run-document.ts';
import { asItShould, documentOfDrift, showDrift } from '../show-drift.ts';
import { showRun } from '../show-run.ts';
import { listRuns, type Story } from '../stories.ts';
import { laptop, root, type Target } from '../target.ts';

type Options = {
  readonly port: string;
  readonly once?: boolean;
  readonly data?: string;
  readonly story: 'train' | 'drift';
  readonly tracking: boolean;
  readonly json?: boolean;
};

/** `npm start`: the whole story once, then more of it for as long as files are dropped. */
export async function start({ port: named, once, data, story, tracking, json }: Options): Promise<void> {
  const port = Number(named);
  const abalone = await findAbalone(data && resolve(data), tell);
  endWith(port);
  tell('Starting the laptop cloud ...');
  const { child } = await startCloud(port, { detached: false, tracking }, tell);
  endWithCloud(port, child, tell);
  try {
    const target = laptop(port);
    await applyAll(target);
    const runs = story === 'drift' ? await tellDrift(target, abalone.file, json) : await tellTraining(target, abalone, json);
    if (!once) await stayUp(target, runs);
  } finally {
    await stopCloud(port);
  }
}

/** Ctrl-C ends everything that was started, wherever the story stands. */
function endWith(port: number): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, async () => {
      tell('\nEnding the laptop cloud ...');
      await stopCloud(port);
      process.exit(process.exitCode ?? 130);
    });
  }
}

type Data = Awaited<ReturnType<typeof findAbalone>>;

async function applyAll(target: Target): Promise<void> {
  const applied = await applyProjects(target, join(root, 'projects'));
  const refused = applied.find((one) => !one.applied);
  if (refused) throw new CommandError(`projects/${refused.project}/project.yml was refused:\n${refused.problems.join('\n')}`);
  tell(`Applied ${applied.map(({ project }) => project).join(', ')}.`);
}

/** Exit status 0 only for a registered model. Answers the runs that were shown. */
async function tellTraining(target: Target, abalone: Data, json: boolean | undefined): Promise<readonly string[]> {
  const story = await firstRun(target, abalone);
  process.exitCode = story.run.outcome === 'Succeeded' ? 0 : 1;
  answer(json, documentOf(story), () => `\n${showRun(story, target)}`);
  return [story.run.run];
}

/** Exit status 0 only where the alarm led to a model that is better on what had drifted. */
async function tellDrift(target: Target, file: string, json: boolean | undefined): Promise<readonly string[]> {
  const story = await driftStory(target, { abalone: file, folder: join(root, '.nacre', 'data'), tell });
  process.exitCode = asItShould(story) ? 0 : 1;
  answer(json, documentOfDrift(story), () => showDrift(story, target));
  return [story.first.run.run, story.second.run.run];
}

async function firstRun(target: Target, abalone: Data): Promise<Story> {
  tell(`The data comes from ${abalone.from}.`);
  const uploaded = await putFile(target, {
    file: abalone.file,
    key: 'abalone/datasets/abalone.csv',
    ...(abalone.standIn && { metadata: { origin: 'stand-in' } }),
  });
  tell(`Uploaded s3://${uploaded.bucket}/${uploaded.key} version ${uploaded.versionId}. From here on only events move things.`);
  const ended = await followRequest(target, { project: 'abalone', id: uploaded.request }, tell);
  if (!isStory(ended)) throw new CommandError(`The upload did not become a run: ${ended.status}${ended.reason ? `, ${ended.reason}` : ''}.`);
  return ended;
}

/** Follows every further run, one at a time in the order in which they were opened. */
async function stayUp(target: Target, told: readonly string[]): Promise<void> {
  tell(
    `\nThe laptop cloud stays up. In another terminal:\n  npm run nacre -- put abalone FILE.csv --wait      train on another file\n  npm run nacre -- mail --full                      read the mails\nMLflow: ${target.cloud?.mlflow}\nCtrl-C ends everything.`,
  );
  const shown = new Set(told);
  for (;;) {
    const fresh = (await listRuns(target)).filter(({ run }) => !shown.has(run)).reverse();
    for (const { run } of fresh) {
      shown.add(run);
      process.stderr.write(`\n${showRun(await followRun(target, run, tell), target)}`);
    }
    await pause(1000);
  }
}
