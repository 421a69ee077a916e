import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { recordsOf, type Story } from '../../cli/stories.ts';
import { GovernorSettings } from '../../core/governor-settings.ts';
import { findRun } from '../../core/read-record.ts';
import { keys, type ModelPackage } from '../../core/records.ts';
import { sagemaker, storyOfRun } from './aftermath.ts';
import { batchOnce, dropBatch, storyOfBatch, tinyBatch } from './batches.ts';
import { eventually } from './eventually.ts';
import { endlessTraining } from './every-way-a-run-goes.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { command, suggestionIn } from './watched-projects.ts';

const TINY = join(import.meta.dirname, 'images', 'tiny');

/** The tiny image with another digest. */
export function anotherImage(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'nacre-image-')), 'tiny');
  cpSync(TINY, folder, { recursive: true });
  writeFileSync(join(folder, 'changed.txt'), 'another image');
  return folder;
}

/** What a person does in the Model Registry with the model of a project's nth run. */
export async function judge(laptop: Laptop, project: string, ModelApprovalStatus: ModelPackage['approval'], number = 1): Promise<void> {
  const { run } = await storyOfRun(laptop, project, { number });
  const ModelPackageArn = run.modelPackage?.arn ?? '';
  await sagemaker(laptop).send(new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus, ApprovalDescription: 'looked at by hand' }));
}

const everyMinute = { expression: 'cron(* * * * ? *)', timezone: 'Europe/Berlin' };

/** A push and a schedule each open a run of one project, and are suggested to the owners of another; then the schedule is changed and given up. */
export async function pushedAndScheduled(laptop: Laptop): Promise<void> {
  const image = { repository: 'nacre/training', tag: 'printed' };
  const suggesting = { governor: GovernorSettings.parse({ mode: 'suggest', governs: ['image', 'schedule'] }) };
  const unhurried = { governor: GovernorSettings.parse({ cooldownMinutes: 0 }) };
  await laptop.push(TINY, 'printed');
  await laptop.apply(tinyProject('stamped', { training: { image, schedule: everyMinute }, rest: unhurried }));
  await laptop.apply(tinyProject('printed', { training: { image, on: ['image'] }, rest: suggesting }));
  await laptop.apply(tinyProject('posted', { training: { image, on: ['schedule'], schedule: everyMinute }, rest: suggesting }));
  await laptop.push(anotherImage(), 'printed');
  for (const trigger of ['image', 'schedule']) await asked(laptop, 'stamped', trigger);
  for (const project of ['printed', 'posted']) await suggestionIn(laptop, project);
  await laptop.apply(tinyProject('stamped', { training: { image, schedule: { ...everyMinute, expression: 'rate(1 day)' } } }));
  await eventually(async () => (await scheduleOf(laptop, 'stamped')) === 'rate(1 day)');
  for (const project of ['stamped', 'posted']) await laptop.apply(tinyProject(project, { training: { image } }));
}

/** When the project's schedule fires: it is changed a moment after the definition is applied. */
async function scheduleOf({ target }: Laptop, project: string): Promise<string | undefined> {
  const scheduler = new SchedulerClient(target.clients.settings);
  const { ScheduleExpression } = await scheduler.send(new GetScheduleCommand({ Name: `nacre-dev-${project}` }));
  scheduler.destroy();
  return ScheduleExpression;
}

const asked = ({ target }: Laptop, project: string, trigger: string) =>
  eventually(async () => (await recordsOf(target).query(keys.project(project).pk, 'REQUEST#')).some((request) => request['trigger'] === trigger));

/** A person rejects a model that never reigned, takes that back, and then approves it after all: the batch that waited for one is scored. */
export async function judgedAgainAndAgain(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('guarded', { rest: { approval: 'manual' } }));
  await laptop.storyOf(await laptop.drop('guarded', tinyTable()));
  const batch = await dropBatch(laptop, 'guarded', tinyBatch());
  await batchOnce(laptop, batch, ({ status }) => status === 'Waiting');
  for (const [approval, word] of [
    ['Rejected', 'rejected'],
    ['PendingManualApproval', 'set back'],
    ['Approved', 'approved'],
  ] as const) {
    await judge(laptop, 'guarded', approval);
    await eventually(async () => laptop.cloud.mails.all().some(({ subject }) => subject.startsWith(`guarded: model version 1 ${word}`)));
  }
  await storyOfBatch(laptop, batch);
}

/** No machine is to be had, and somebody cancels the run that waits for one: its execution is stopped. */
export async function cancelledWhileWaiting(laptop: Laptop): Promise<Story> {
  laptop.cloud.sagemaker.training.instances.lack('ml.c4.4xlarge', 100);
  await laptop.apply(tinyProject('unwaited', { training: { instanceTypes: ['ml.c4.4xlarge'] } }));
  const { run = '' } = await laptop.requestOf(await laptop.drop('unwaited', tinyTable()));
  const records = recordsOf(laptop.target);
  await eventually(async () => (await findRun({ project: 'unwaited', run }, { records }))?.attempts.at(-1)?.status === 'Failed');
  await command(laptop, { command: 'cancel', project: 'unwaited', run });
  return storyOfRun(laptop, 'unwaited');
}

export async function cancelledWhileTraining(laptop: Laptop): Promise<void> {
  const { run } = await endlessTraining(laptop, 'undone');
  await command(laptop, { command: 'cancel', project: 'undone', run });
  await storyOfRun(laptop, 'undone');
}
