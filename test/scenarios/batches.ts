import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListModelsCommand, StopTransformJobCommand } from '@aws-sdk/client-sagemaker';
import { JOB_LOGS } from '../../adapters/log-tail.ts';
import { type BatchStory, findBatch, findBatchStory, listBatches, mailsOfBatch } from '../../cli/batches.ts';
import { nameBatch } from '../../core/batch-name.ts';
import type { BatchRecord } from '../../core/records.ts';
import { sagemaker } from './aftermath.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** Rows for a tiny model, without the target; `from` tells batches of one size apart. */
export function tinyBatch({ rows = 20, from = 0 }: { readonly rows?: number; readonly from?: number } = {}): string {
  const colours = ['red', 'green', 'blue'] as const;
  const lines = Array.from({ length: rows }, (_, row) => `${from + row},${colours[row % 3]},${(row / 3).toFixed(3)}`);
  return `${['size,colour,weight', ...lines].join('\n')}\n`;
}

/** Drops a batch; answers the name of its scoring. */
export async function dropBatch(laptop: Laptop, project: string, body: string, as = 'monday.csv'): Promise<string> {
  const bucket = laptop.target.buckets.data;
  const key = `${project}/batches/${as}`;
  const { VersionId: versionId = '' } = await laptop.put(bucket, key, body);
  return nameBatch({ project, cause: 'upload', object: { bucket, key, versionId } });
}

/** A project whose model is registered; `serve` says how its server will behave. */
export async function withModel(laptop: Laptop, project: string, serve = 'well', rest: Parameters<typeof tinyProject>[1] = {}): Promise<void> {
  await laptop.apply(tinyProject(project, { behave: { serve }, ...rest }));
  await laptop.storyOf(await laptop.drop(project, tinyTable()));
}

export function batchOnce(laptop: Laptop, batch: string, so: (record: BatchRecord) => boolean): Promise<BatchRecord> {
  return eventually(async () => {
    const found = await findBatch(laptop.target, batch);
    return found && so(found) ? found : undefined;
  }, 180);
}

/** A scoring once its outcome stands and its mails are sent. */
export async function storyOfBatch(laptop: Laptop, batch: string): Promise<BatchStory> {
  const record = await batchOnce(laptop, batch, ({ outcome }) => outcome !== undefined);
  await eventually(async () => {
    const mails = await mailsOfBatch(laptop.target, record);
    return mails.length > 0 && mails.every(({ status }) => status === 'sent');
  });
  return findBatchStory(laptop.target, batch);
}

/** What a person gets to see who clicks the link in the first mail that tells of a scored batch. */
export async function openReport({ cloud }: Laptop, project: string): Promise<Response> {
  const mail = cloud.mails.all().find(({ subject }) => subject.startsWith(`${project}: batch scored`));
  const link = /<a href="([^"]*)"/.exec(mail?.html ?? '')?.[1];
  if (link === undefined) throw new Error(`no mail about a scored batch of ${project} has a link`);
  return fetch(link.replaceAll('&#38;', '&'));
}

/** The scoring of a project's newest batch that a registration asked for. */
export async function scoredAgain(laptop: Laptop, project: string): Promise<BatchStory> {
  const again = await eventually(async () => (await listBatches(laptop.target, project)).find(({ cause }) => cause === 'registration'));
  return storyOfBatch(laptop, again.batch);
}

/** What a transform job's server printed of its requests, in order. */
export async function requestsOf({ target }: Laptop, job = ''): Promise<readonly { readonly rows: number; readonly bytes: number; readonly first: number }[]> {
  const logs = new CloudWatchLogsClient(target.clients.settings);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: JOB_LOGS.transform }));
  logs.destroy();
  return events.flatMap(({ message = '', logStreamName = '' }) => {
    if (!logStreamName.startsWith(`${job}/`)) return [];
    const { rows, bytes, first } = /^request rows=(?<rows>\d+) bytes=(?<bytes>\d+) first=(?<first>\d+)/.exec(message)?.groups ?? {};
    return rows === undefined ? [] : [{ rows: Number(rows), bytes: Number(bytes), first: Number(first) }];
  });
}

/** Stops a job as soon as SageMaker knows it: the record speaks of it before. */
export function stopTransformJob(laptop: Laptop, TransformJobName = ''): Promise<boolean> {
  return eventually(() =>
    sagemaker(laptop)
      .send(new StopTransformJobCommand({ TransformJobName }))
      .then(
        () => true,
        () => false,
      ),
  );
}

/** Models that scorings have left behind. */
export async function modelsLeft(laptop: Laptop): Promise<readonly string[]> {
  const { Models = [] } = await sagemaker(laptop).send(new ListModelsCommand({ NameContains: '-batch-', MaxResults: 100 }));
  return Models.map(({ ModelName = '' }) => ModelName);
}
