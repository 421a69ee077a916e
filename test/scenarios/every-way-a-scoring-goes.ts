import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SendTaskFailureCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { listRuns, recordsOf } from '../../cli/stories.ts';
import { type BatchRecord, keys, TransformRecord } from '../../core/records.ts';
import { ScoringSettings } from '../../core/scoring-settings.ts';
import { batchOnce, dropBatch, openReport, storyOfBatch, tinyBatch, withModel } from './batches.ts';
import { created } from './events-gone-wrong.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** Lands before there is a model, with bad rows; an older version of it comes late, and a batch of nobody's project. The first type has no quota, the second no machine. */
export async function scoredAfterAll(laptop: Laptop): Promise<void> {
  const { instances } = laptop.cloud.sagemaker.transform;
  instances.limit('ml.c4.large', 0);
  instances.lack('ml.c4.xlarge', 1);
  const scoring = ScoringSettings.parse({ instanceTypes: ['ml.c4.large', 'ml.c4.xlarge', 'ml.m5.large'] });
  await laptop.apply(tinyProject('awaited', { rest: { scoring } }));
  const batch = await dropBatch(laptop, 'awaited', `${tinyBatch()}wide,red,1\n`);
  await batchOnce(laptop, batch, ({ status }) => status === 'Waiting');
  const gone = await dropBatch(laptop, 'awaited', tinyBatch(), 'gone.csv');
  await remove(laptop, (await batchOnce(laptop, gone, ({ status }) => status === 'Waiting')).object);
  laptop.cloud.bus.publish(created(laptop.target.buckets.data, { key: 'awaited/batches/monday.csv', size: 1, 'version-id': 'overtaken', sequencer: '00' }));
  const nobodys = await dropBatch(laptop, 'nobody', tinyBatch());
  await laptop.storyOf(await laptop.drop('awaited', tinyTable()));
  await Promise.all([batch, gone, nobodys].map((name) => storyOfBatch(laptop, name)));
  await openReport(laptop, 'awaited');
}

/** A batch of more than one part whose last quote never closes: the half-written copy is given up. Then the baseline is gone, and at last the model. */
export async function unreadableHalfway(laptop: Laptop): Promise<void> {
  await withModel(laptop, 'broken');
  const huge = `size,colour,weight\n${`1.5,red,2.${'0'.repeat(200)}\n`.repeat(160_000)}"`;
  await storyOfBatch(laptop, await dropBatch(laptop, 'broken', huge));
  const [run] = await listRuns(laptop.target, 'broken');
  await removeArtifact(laptop, run?.dataset?.profile);
  await storyOfBatch(laptop, await dropBatch(laptop, 'broken', tinyBatch(), 'tuesday.csv'));
  await removeArtifact(laptop, run?.attempts[0]?.modelArtifacts);
  await storyOfBatch(laptop, await dropBatch(laptop, 'broken', tinyBatch(), 'wednesday.csv'));
}

/** A data set and a batch that are read in ranges, of a thousand bytes each. */
export async function readInRanges(laptop: Laptop): Promise<void> {
  const ranges = { splitAboveMB: 0.001, rangeMB: 0.001 };
  await laptop.apply(tinyProject('ranged', { data: ranges, rest: { scoring: ScoringSettings.parse(ranges) } }));
  await laptop.storyOf(await laptop.drop('ranged', tinyTable({ rows: 200 })));
  await storyOfBatch(laptop, await dropBatch(laptop, 'ranged', `size,colour,weight\n${'1.5,red,2.5\n'.repeat(300)}`));
  await openReport(laptop, 'ranged');
}

/** One scoring is aborted while its job runs, another fails: onExecutionEnded and failBatch stop the jobs and delete their models. */
export async function endedWhileTransforming(laptop: Laptop): Promise<void> {
  await withModel(laptop, 'hanging', 'hang');
  const [aborted, failing] = await Promise.all(
    ['a.csv', 'b.csv'].map(async (as) => batchOnce(laptop, await dropBatch(laptop, 'hanging', tinyBatch(), as), ({ status }) => status === 'Transforming')),
  );
  await laptop.target.clients.sfn.send(new StopExecutionCommand({ executionArn: aborted?.execution, cause: 'ended by a test' }));
  await transformCame(laptop, failing, 'InProgress');
  await failToken(laptop, failing, 'TransformFailedError');
  await Promise.all([aborted, failing].map((record) => storyOfBatch(laptop, record?.batch ?? '')));
}

/** The model for untoldTransforms. */
export const modelOfLostScores = (laptop: Laptop): Promise<void> => withModel(laptop, 'lost-scores');

/** From now on no event of a transform job's end arrives where the project's name begins with "lost". */
export function loseTransformEnds({ cloud: { bus } }: Laptop): void {
  const rule = bus.rules.get('nacre-dev-onTransformEnded');
  if (rule === undefined) throw new Error('the rule of onTransformEnded is missing');
  const detail = { TransformJobStatus: ['Completed', 'Failed', 'Stopped'], TransformJobName: [{ 'anything-but': { prefix: 'lost' } }] };
  bus.defineRule({ ...rule, pattern: { ...rule.pattern, detail } });
}

/** Ends that nobody told: one is found by StartTransform, tried again, the others by reconcile; of these the rows or the answers are gone by then. Nobody else may reconcile meanwhile. */
export async function untoldTransforms(laptop: Laptop): Promise<void> {
  const scorings = await Promise.all(
    ['a.csv', 'b.csv', 'c.csv'].map(async (as) => batchOnce(laptop, await dropBatch(laptop, 'lost-scores', tinyBatch(), as), ({ jobs }) => jobs.length > 0)),
  );
  await Promise.all(scorings.map((record) => transformCame(laptop, record, 'Completed')));
  const [again, rowless, answerless] = scorings;
  await failToken(laptop, again, 'InternalServerError');
  if (rowless) await remove(laptop, rowless.object);
  await removeArtifact(laptop, answerless?.checked?.clean.replace('clean.csv', `${answerless.jobs[0]?.job}/clean.csv.out`));
  laptop.cloud.bus.fire('nacre-dev-reconcile');
  await Promise.all(scorings.map(({ batch }) => storyOfBatch(laptop, batch)));
}

/** The scoring's first job, once SageMaker has told so much of it. */
async function transformCame({ cloud }: Laptop, record: BatchRecord | undefined, status: 'InProgress' | 'Completed'): Promise<void> {
  const name = record?.jobs[0]?.job;
  const told = () => cloud.bus.history().map(({ event }) => event.detail);
  await eventually(async () => told().some((detail) => detail['TransformJobName'] === name && detail['TransformJobStatus'] === status));
}

async function failToken({ target }: Laptop, record: BatchRecord | undefined, error: string): Promise<void> {
  const item = await recordsOf(target).get(keys.job(record?.jobs[0]?.job ?? ''));
  await target.clients.sfn.send(new SendTaskFailureCommand({ taskToken: TransformRecord.parse(item).token, error, cause: 'ended by a test' }));
}

async function remove({ target }: Laptop, { bucket, key, versionId }: BatchRecord['object']): Promise<void> {
  await target.clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
}

async function removeArtifact({ target }: Laptop, uri = ''): Promise<void> {
  const { host: Bucket, pathname } = new URL(uri);
  await target.clients.s3.send(new DeleteObjectCommand({ Bucket, Key: pathname.slice(1) }));
}
