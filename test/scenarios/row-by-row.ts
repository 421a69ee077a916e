import { CreateModelCommand, CreateTransformJobCommand, DeleteModelCommand, DescribeTransformJobCommand } from '@aws-sdk/client-sagemaker';
import { s3Artifacts } from '../../adapters/artifacts.ts';
import { modelRequest, transformRequest } from '../../adapters/transform-request.ts';
import { readJobLog } from '../../cli/job-log.ts';
import type { BatchRecord } from '../../core/records.ts';
import { DEFAULT_SCORING } from '../../core/scoring-settings.ts';
import { transformSpec } from '../../core/transform-spec.ts';
import { sagemaker } from './aftermath.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { textAt } from './read-back.ts';

/**
 * The job of a scored batch once more, but with one record a request: what the image's own server answers to each row alone, in the order of the rows,
 * and of how many rows it said that each request was.
 */
export async function answersRowByRow(laptop: Laptop, record: BatchRecord | undefined) {
  const [attempt] = record?.jobs ?? [];
  if (!record || !attempt) throw new Error('the batch was never scored');
  const { target, cloud } = laptop;
  const { account, region, stage } = cloud.settings;
  const alone = { ...attempt, job: `${attempt.job}-alone` };
  const spec = transformSpec(record, alone, DEFAULT_SCORING, s3Artifacts(target.buckets.artifacts, target.clients.s3));
  const client = sagemaker(laptop);
  const { TransformOutput } = await client.send(new DescribeTransformJobCommand({ TransformJobName: attempt.job }));
  const settings = { roleArn: `arn:aws:iam::${account}:role/nacre-${stage}-${region}-transform-job`, dataKeyArn: TransformOutput?.KmsKeyId ?? '' };
  await client.send(new CreateModelCommand(modelRequest(spec, settings)));
  await client.send(new CreateTransformJobCommand({ ...transformRequest(spec, settings), BatchStrategy: 'SingleRecord' }));
  await eventually(async () => {
    const { TransformJobStatus, FailureReason } = await client.send(new DescribeTransformJobCommand({ TransformJobName: alone.job }));
    if (TransformJobStatus === 'Failed') throw new Error(FailureReason);
    return TransformJobStatus === 'Completed';
  });
  await client.send(new DeleteModelCommand({ ModelName: alone.job }));
  const log = await readJobLog(target, alone.job)();
  return {
    asked: log.flatMap((line) => /\brows=(\d+)/.exec(line)?.[1] ?? []).map(Number),
    answers: numbersIn(await textAt(laptop, `${spec.output}clean.csv.out`)),
  };
}

/** The predictions of a result CSV whose cells hold no commas. */
export function predictionsOf(result: string): readonly number[] {
  const [header = '', ...rows] = result.trimEnd().split('\n');
  const column = header.split(',').indexOf('prediction');
  return rows.map((row) => Number(row.split(',')[column]));
}

const numbersIn = (lines: string) => lines.trimEnd().split('\n').map(Number);
