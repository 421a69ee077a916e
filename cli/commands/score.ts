import { parse, resolve } from 'node:path';
import { documentOfBatch } from '../batch-document.ts';
import { batchOfUpload } from '../batches.ts';
import { CommandError } from '../command-error.ts';
import { followBatch, waitsForModel } from '../follow-batch.ts';
import { answer, tell } from '../print.ts';
import { putFile } from '../put-file.ts';
import { showBatch } from '../show-batch.ts';
import { findTarget, type TargetOptions } from '../target.ts';

type Options = TargetOptions & { readonly as?: string; readonly detach?: boolean; readonly json?: boolean };

/** `nacre score PROJECT FILE`: uploads a CSV as a batch and follows it to its outcome. Exit status 0 for Scored, 3 for a batch that waits for a model. */
export async function score(project: string, file: string, options: Options): Promise<void> {
  const target = await findTarget(options);
  const key = `${project}/batches/${options.as ?? `${parse(file).name}.csv`}`;
  if (!key.endsWith('.csv')) throw new CommandError(`Nothing scores ${key}: only keys that end in .csv are batches. Name one with --as.`);
  const uploaded = await putFile(target, { file: resolve(file), key });
  const name = batchOfUpload(project, uploaded);
  tell(`uploaded s3://${uploaded.bucket}/${key} version ${uploaded.versionId}`);
  if (options.detach) return answer(options.json, { ...uploaded, batch: name }, () => `batch ${name}; \`nacre batch ${name}\` shows what becomes of it.`);
  const story = await followBatch(target, name, tell);
  process.exitCode = story.batch.outcome === 'Scored' ? 0 : waitsForModel(story.batch) ? 3 : 1;
  answer(options.json, documentOfBatch(story), () => showBatch(story));
}
