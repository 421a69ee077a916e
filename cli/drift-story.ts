import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nameBatch } from '../core/batch-name.ts';
import type { BatchStory } from './batches.ts';
import { batchOfUpload } from './batches.ts';
import { CommandError } from './command-error.ts';
import { commandProject } from './command-project.ts';
import { type DriftFiles, writeDriftFiles } from './drift-data.ts';
import { followRequest, followRun, isStory, type Tell } from './follow.ts';
import { followBatch } from './follow-batch.ts';
import { putFile } from './put-file.ts';
import { readResult } from './read-result.ts';
import { listRuns, type Story } from './stories.ts';
import type { Target } from './target.ts';

const PROJECT = 'abalone-watch';
const POLL_MS = 400;
const ALARM_WITHIN_MS = 180_000;

/** What the story came to. `rmse` is of both models on the drifted batch, whose true rings nobody but the story knows. */
export type DriftStory = {
  readonly first: Story;
  readonly clean: BatchStory;
  readonly drifted: BatchStory;
  readonly second: Story;
  readonly again: BatchStory;
  readonly rmse: { readonly rows: number; readonly before: number; readonly after: number };
};

/** Train, a clean batch, new labelled files, a drifted batch, alarm, retraining, and the same batch scored by the new model. Only files are dropped, and one run is asked for: the rest is events. */
export async function driftStory(target: Target, { abalone, folder, tell }: { abalone: string; folder: string; tell: Tell }): Promise<DriftStory> {
  const files = writeDriftFiles(abalone, join(folder, 'drift-story'));
  tell('\n1. A first model, of light animals only');
  const first = await train(target, files, tell);
  tell('\n2. A batch of such animals: scored, and no alarm');
  const clean = await score(target, files.lightBatch, 'light.csv', tell);
  tell('\n3. Labelled heavy animals arrive and are collected: an upload alone starts nothing here');
  await collect(target, files.heavy, tell);
  tell('\n4. A batch of heavy animals: scored, and it has drifted');
  const drifted = await score(target, files.heavyBatch, 'heavy.csv', tell);
  for (const { sentence } of drifted.batch.checked?.alarms ?? []) tell(`        ! ${sentence}`);
  tell('\n5. The alarm asks for a run, which finds the collected labels');
  const second = await followRun(target, await runOfAlarm(target, first), tell);
  tell('\n6. The newest batch is scored again, by the new model');
  const again = await followBatch(target, nameBatch({ project: PROJECT, cause: 'registration', object: drifted.batch.object, modelRun: second.run.run }), tell);
  return { first, clean, drifted, second, again, rmse: await compare(target, { drifted, again, rings: files.heavyRings }) };
}

async function train(target: Target, { light }: DriftFiles, tell: Tell): Promise<Story> {
  await collect(target, light, tell);
  const { request } = await commandProject(target, { command: 'request', project: PROJECT, why: 'a first model' });
  const ended = await followRequest(target, { project: PROJECT, id: String(request) }, tell);
  if (isStory(ended) && ended.run.outcome === 'Succeeded') return ended;
  throw new CommandError(`The first model was not registered: ${isStory(ended) ? ended.run.outcome : ended.status}. \`nacre runs\` says more.`);
}

async function collect(target: Target, file: string, tell: Tell): Promise<void> {
  const put = await putFile(target, { file, key: `${PROJECT}/datasets/${file.endsWith('heavy.csv') ? 'heavy' : 'light'}.csv` });
  const ended = await followRequest(target, { project: PROJECT, id: put.request }, tell);
  tell(`        ${put.key} version ${put.versionId}: ${isStory(ended) ? ended.run.outcome : ended.status}`);
}

async function score(target: Target, file: string, name: string, tell: Tell): Promise<BatchStory> {
  const put = await putFile(target, { file, key: `${PROJECT}/batches/${name}` });
  return followBatch(target, batchOfUpload(PROJECT, put), tell);
}

async function runOfAlarm(target: Target, { run: { number } }: Story): Promise<string> {
  for (let waited = 0; waited < ALARM_WITHIN_MS; waited += POLL_MS) {
    const opened = (await listRuns(target, PROJECT)).find((run) => run.number > number);
    if (opened) return opened.run;
    await pause(POLL_MS);
  }
  throw new CommandError(
    `No alarm has started a run within ${ALARM_WITHIN_MS / 1000} s. \`nacre events\` shows whether the alarm went off and where its event went.`,
  );
}

type Scored = { readonly drifted: BatchStory; readonly again: BatchStory; readonly rings: readonly number[] };

async function compare(target: Target, { drifted, again, rings }: Scored): Promise<DriftStory['rmse']> {
  const [before, after] = await Promise.all([readResult(target, drifted), readResult(target, again)]);
  return { rows: rings.length, before: rootMeanSquare(before, rings), after: rootMeanSquare(after, rings) };
}

function rootMeanSquare(predictions: ReadonlyMap<number, number>, rings: readonly number[]): number {
  const errors = rings.flatMap((ring, at) => {
    const predicted = predictions.get(at + 1);
    return predicted === undefined ? [] : [(predicted - ring) ** 2];
  });
  return Math.sqrt(errors.reduce((sum, error) => sum + error, 0) / errors.length);
}
