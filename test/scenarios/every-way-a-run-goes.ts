import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SendTaskFailureCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { recordsOf } from '../../cli/stories.ts';
import { findProject } from '../../core/read-record.ts';
import { JobRecord, keys } from '../../core/records.ts';
import { lateVersion } from './events-gone-wrong.ts';
import { eventually } from './eventually.ts';
import type { Dropped, Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** The second file arrives while the first is worked on, so finishRun opens its run; then the first one's event comes again, as if it were older. */
export async function succeedsTwice(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('steady', { behave: { behave: 'take-a-while', seconds: 2 } }));
  const first = await laptop.drop('steady', tinyTable());
  await laptop.requestOf(first);
  const second = await laptop.drop('steady', tinyTable({ seed: 2 }));
  await laptop.requestOf(lateVersion(laptop, first));
  await laptop.storyOf(second);
}

/** Rejected after training on an instance type whose volumes take no key. */
export async function rejected(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('weak', { behave: { score: 2000 }, training: { instanceTypes: ['ml.g5.xlarge'] } }));
  await laptop.storyOf(await laptop.drop('weak', tinyTable()));
}

export async function refused(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('foreign'));
  await laptop.storyOf(await laptop.drop('foreign', 'a,b\n1,2\n'));
}

/** The second of two files is deleted while the first, of more than one part, is read: the half-written clean copy is given up. */
export async function refusedHalfway(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('vanishing', { data: { use: 'all' } }));
  const [large, { key, versionId }] = [
    await laptop.drop('vanishing', manyParts(), { as: 'a-large.csv' }),
    await laptop.drop('vanishing', tinyTable(), { as: 'b-small.csv' }),
  ];
  const { run = '' } = await laptop.requestOf(large);
  await eventually(async () => (await laptop.story(run)).run.status === 'Claimed');
  await laptop.target.clients.s3.send(new DeleteObjectCommand({ Bucket: laptop.target.buckets.data, Key: key, VersionId: versionId }));
  await laptop.storyOf(large);
}

/** A part has 16 MiB; long decimals make them of few rows. */
function manyParts(): string {
  return `size,colour,weight,price\n${`1.5,red,2.${'0'.repeat(200)},3\n`.repeat(160_000)}`;
}

/** The job ends well and leaves nothing to be judged by. */
export async function withoutEvaluation(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('silent', { behave: { behave: 'write-nothing' } }));
  await laptop.storyOf(await laptop.drop('silent', tinyTable()));
}

/** Fails while its job runs, with another file waiting: failRun reads the log, stops the job and opens the next run. */
export async function failsWhileTraining(laptop: Laptop): Promise<void> {
  const { waiting, job } = await trainingWithAnotherFile(laptop, 'failing');
  await failToken(laptop, job, 'AlgorithmError');
  await laptop.storyOf(waiting);
}

/** Ends while its job runs, with another file waiting: onExecutionEnded stops the job and opens the next run. */
export async function abortedWhileTraining(laptop: Laptop): Promise<void> {
  const { waiting, execution } = await trainingWithAnotherFile(laptop, 'aborted');
  await laptop.target.clients.sfn.send(new StopExecutionCommand({ executionArn: execution, cause: 'ended by a test' }));
  await laptop.storyOf(waiting);
}

async function trainingWithAnotherFile(laptop: Laptop, project: string) {
  const { run, job } = await endlessTraining(laptop, project);
  await laptop.apply(tinyProject(project));
  const waiting = await laptop.drop(project, tinyTable({ seed: 2 }));
  await eventually(() => recordsOf(laptop.target).get(keys.request(project, waiting.request)));
  return { waiting, job, execution: (await laptop.story(run)).run.execution };
}

/** A run whose job trains and does not stop by itself. */
export async function endlessTraining(laptop: Laptop, project: string) {
  await laptop.apply(tinyProject(project, { behave: { behave: 'never-end' }, training: { maxRuntimeSeconds: 600 } }));
  const dropped = await laptop.drop(project, tinyTable());
  const { run = '' } = await laptop.requestOf(dropped);
  return { dropped, run, job: await jobOf(laptop, run, 'Training') };
}

/** Ends the wait for a job as a state's time limit or a broken function would. */
export async function failToken({ target }: Laptop, { token }: JobRecord, error: string): Promise<void> {
  await target.clients.sfn.send(new SendTaskFailureCommand({ taskToken: token, error, cause: 'ended by a test' }));
}

/** The first job of a run, once it has come so far. */
async function jobOf({ target, cloud }: Laptop, run: string, status: 'Training' | 'Completed' | 'Failed'): Promise<JobRecord> {
  const name = `${run}-a1`;
  const events = () => cloud.bus.history().map(({ event }) => event.detail);
  await eventually(async () => events().some((detail) => detail['TrainingJobName'] === name && detail['SecondaryStatus'] === status));
  return JobRecord.parse(await recordsOf(target).get(keys.job(name)));
}

/** From now on no event of a job's end arrives where the project's name begins with "lost". */
export function loseEnds({ cloud: { bus } }: Laptop): void {
  const rule = bus.rules.get('nacre-dev-onJobEnded');
  if (rule === undefined) throw new Error('the rule of onJobEnded is missing');
  const detail = { TrainingJobStatus: ['Completed', 'Failed', 'Stopped'], TrainingJobName: [{ 'anything-but': { prefix: 'lost' } }] };
  bus.defineRule({ ...rule, pattern: { ...rule.pattern, detail } });
}

/** StartTraining, tried again, finds the job over and answers for it. */
export async function endFoundByStartTraining(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('lost'));
  const dropped = await laptop.drop('lost', tinyTable());
  const { run = '' } = await laptop.requestOf(dropped);
  await failToken(laptop, await jobOf(laptop, run, 'Completed'), 'InternalServerError');
  await laptop.storyOf(dropped);
}

/** Nobody tries again: reconcile finds the job over and answers for it. */
export async function endFoundByReconcile(laptop: Laptop, project: 'lost-good' | 'lost-bad'): Promise<void> {
  await laptop.apply(tinyProject(project, project === 'lost-bad' ? { behave: { behave: 'exit-silently' } } : {}));
  const dropped = await laptop.drop(project, tinyTable());
  const { run = '' } = await laptop.requestOf(dropped);
  await jobOf(laptop, run, project === 'lost-bad' ? 'Failed' : 'Completed');
  laptop.cloud.bus.fire('nacre-dev-reconcile');
  await laptop.storyOf(dropped);
}

/** Every machine is taken for the moment: the run waits its turn. */
export async function machinesAreTaken(laptop: Laptop): Promise<void> {
  laptop.cloud.sagemaker.training.instances.lack('ml.c4.xlarge', 1);
  await laptop.apply(tinyProject('patient', { training: { instanceTypes: ['ml.c4.xlarge'] } }));
  await laptop.storyOf(await laptop.drop('patient', tinyTable()));
}

/** The account may have no machine: the request goes back to wait, and is opened again by reconcile once it is due. */
export async function withoutCapacity(laptop: Laptop): Promise<void> {
  const { instances } = laptop.cloud.sagemaker.training;
  instances.limit('ml.c5.xlarge', 0);
  await laptop.apply(tinyProject('exhausted', { training: { instanceTypes: ['ml.c5.xlarge'] } }));
  const dropped = await laptop.drop('exhausted', tinyTable());
  await laptop.requestOf(dropped);
  await eventually(async () => (await findProject('exhausted', { records: recordsOf(laptop.target) }))?.active === undefined);
  instances.limit('ml.c5.xlarge', 1);
  await makeDue(laptop, dropped);
  laptop.cloud.bus.fire('nacre-dev-reconcile');
  await laptop.requestOf(dropped);
  await laptop.storyOf(dropped);
}

async function makeDue({ target }: Laptop, { project, request }: Dropped): Promise<void> {
  const records = recordsOf(target);
  const past = { notBefore: '2026-01-01T00:00:00.000Z' };
  const stored = await records.get(keys.request(project, request));
  const askedAt = String(stored?.['askedAt']);
  await records.write({ update: keys.request(project, request), set: past }, { update: keys.waiting(project, askedAt, request), set: past });
}

/** failRun is broken by a deployment just when it is needed: the execution fails, and onExecutionEnded records what failRun could not. */
export async function failsBeyondItsCatch(laptop: Laptop, { dropped, job }: Awaited<ReturnType<typeof endlessTraining>>): Promise<void> {
  const { lambda } = laptop.cloud;
  const failRun = lambda.definitions().find(({ name }) => name === 'nacre-dev-failRun');
  if (failRun === undefined) throw new Error('the function failRun is missing');
  lambda.define({ ...failRun, handler: 'functions/fail-run.missing' });
  await failToken(laptop, job, 'AlgorithmError');
  await laptop.storyOf(dropped);
}
