import { resolve } from 'node:path';
import { printable } from '../../core/printable.ts';
import { CommandError } from '../command-error.ts';
import { followRequest, isStory } from '../follow.ts';
import { answer, tell } from '../print.ts';
import { keyOf, putFile } from '../put-file.ts';
import { documentOf, documentOfRequest, nextStepOf } from '../run-document.ts';
import { showRun } from '../show-run.ts';
import { mailsOf } from '../stories.ts';
import { findTarget, type TargetOptions } from '../target.ts';

type Options = TargetOptions & { readonly as?: string; readonly wait?: boolean; readonly json?: boolean };

/** `nacre put PROJECT FILE`: uploads; with --wait follows the run that takes the file to its outcome. */
export async function put(project: string, file: string, options: Options): Promise<void> {
  const target = await findTarget(options);
  const key = keyOf(project, file, options.as);
  if (options.wait && !(key.startsWith(`${project}/datasets/`) && key.endsWith('.csv')))
    throw new CommandError(`Nothing trains on ${key}: only keys under ${project}/datasets/ that end in .csv start a run. Name one with --as.`);
  const uploaded = await putFile(target, { file: resolve(file), key });
  tell(`uploaded s3://${uploaded.bucket}/${key} version ${uploaded.versionId}`);
  if (!options.wait) return answer(options.json, uploaded, () => `request ${uploaded.request}; \`nacre runs\` shows what becomes of it.`);
  const ended = await followRequest(target, { project, id: uploaded.request }, tell);
  if (isStory(ended)) {
    if (ended.run.outcome !== 'Succeeded') process.exitCode = 1;
    return answer(options.json, documentOf(ended), () => showRun(ended, target));
  }
  process.exitCode = 1;
  const mails = await mailsOf(target, ended.id);
  answer(options.json, documentOfRequest(ended, mails), () =>
    [`${ended.id}: ${ended.status}${ended.reason ? `, ${printable(ended.reason)}.` : ''}`, nextStepOf(ended)].join('\n').trimEnd(),
  );
}
