import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ListTrainingJobsCommand, type ListTrainingJobsResponse, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { marshall } from '@aws-sdk/util-dynamodb';
import { listRuns, recordsOf, type Story } from '../../cli/stories.ts';
import { readProjectRecord, readRecord } from '../../core/read-record.ts';
import { keys, type RunRecord, WaitingRecord } from '../../core/records.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';

export const NOTHING_LEFT = { active: undefined, waiting: 0, running: [] };

/** What a project's stories left behind: an active run, requests that wait, training jobs that run. */
export async function leftOf(laptop: Laptop, project: string) {
  const { active } = await readProjectRecord(project, { records: recordsOf(laptop.target) });
  const running = (await jobsOf(laptop, project)).filter(({ TrainingJobStatus }) => TrainingJobStatus === 'InProgress');
  return { active, waiting: (await waitingOf(laptop, project)).length, running: running.map(({ TrainingJobName }) => TrainingJobName) };
}

export async function waitingOf({ target }: Laptop, project: string): Promise<readonly WaitingRecord[]> {
  const items = await recordsOf(target).query(keys.project(project).pk, 'WAITING#');
  return items.map((item) => readRecord(WaitingRecord, item, 'a waiting request'));
}

export const sagemaker = ({ target }: Laptop) => new SageMakerClient(target.clients.settings);

export async function jobsOf(laptop: Laptop, project: string): Promise<NonNullable<ListTrainingJobsResponse['TrainingJobSummaries']>> {
  const { TrainingJobSummaries = [] } = await sagemaker(laptop).send(new ListTrainingJobsCommand({ NameContains: `${project}-`, MaxResults: 100 }));
  return TrainingJobSummaries;
}

/** A project's run of this number, once it is so. */
export function runOnce(laptop: Laptop, project: string, so: (run: RunRecord) => boolean, number = 1): Promise<RunRecord> {
  return eventually(async () => {
    const run = (await listRuns(laptop.target, project)).find((each) => each.number === number);
    return run && so(run) ? run : undefined;
  });
}

/** A run's story once its outcome stands, and its mails do unless told otherwise; found by its number, as requests that are put back forget their run. */
export async function storyOfRun(laptop: Laptop, project: string, { number = 1, mailed = true } = {}): Promise<Story> {
  const run = await runOnce(laptop, project, (each) => each.outcome !== undefined, number);
  if (mailed) await eventually(async () => (await laptop.mailsAbout(run.run)).every(({ status }) => status === 'sent' || status === 'refused'));
  return laptop.story(run.run);
}

/** The project's first run, while its training job runs. */
export async function whileTraining(laptop: Laptop, project: string): Promise<{ readonly run: RunRecord; readonly job: string }> {
  const run = await runOnce(laptop, project, ({ attempts }) => attempts.length > 0);
  const job = await eventually(async () => (await jobsOf(laptop, project)).find(({ SecondaryStatus }) => SecondaryStatus === 'Training')?.TrainingJobName);
  return { run, job };
}

/** Lets what waits for its time be due now, and the reconciler look: nobody in a test waits for minutes. */
export async function makeDue(laptop: Laptop, project: string): Promise<void> {
  for (const { id, askedAt } of await waitingOf(laptop, project)) {
    await setInRecord(laptop, keys.waiting(project, askedAt, id), 'notBefore', new Date(0).toISOString());
  }
  reconcileNow(laptop);
}

export function reconcileNow({ cloud }: Laptop): void {
  cloud.bus.fire('nacre-dev-reconcile');
}

export async function setInRecord({ target }: Laptop, key: { readonly pk: string; readonly sk: string }, name: string, value: string): Promise<void> {
  await target.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: target.table,
      Key: marshall(key),
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  );
}
