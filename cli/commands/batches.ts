import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { documentOfBatch } from '../batch-document.ts';
import { findBatchStory, listBatches } from '../batches.ts';
import { answer, tell } from '../print.ts';
import { readArtifact } from '../read-artifact.ts';
import { showBatch } from '../show-batch.ts';
import { findTarget, type Target, type TargetOptions } from '../target.ts';

/** `nacre batches`: one line a scoring. */
export async function batches(options: TargetOptions & { readonly project?: string; readonly json?: boolean }): Promise<void> {
  const found = await listBatches(await findTarget(options), options.project);
  const rows = found.map(({ batch, project, object, outcome, status, checked, model, askedAt, endedAt }) => ({
    ...{ id: batch, project, key: object.key, status: outcome ?? status, model: model?.modelPackage.version ?? null },
    ...{ drifted: checked?.drifted ?? null, startedAt: askedAt, endedAt: endedAt ?? null },
  }));
  const line = ({ id, key, status, model, drifted, startedAt }: (typeof rows)[number]) =>
    `${startedAt}  ${id.padEnd(41)}  ${status.padEnd(11)}  ${model === null ? 'no model' : `version ${model}`}${drifted ? '  DRIFT' : ''}  ${JSON.stringify(key)}`;
  answer(options.json, { batches: rows }, () => rows.map(line).join('\n') || 'No batch yet.');
}

type Options = TargetOptions & { readonly json?: boolean; readonly result?: string; readonly report?: string };

/** `nacre batch ID`: the outcome and the audit trail; --result and --report fetch the files. */
export async function batch(id: string, options: Options): Promise<void> {
  const target = await findTarget(options);
  const story = await findBatchStory(target, id);
  const { result, report } = story.batch;
  if (options.result !== undefined) await fetchTo(options.result, target, result?.uri, `result of ${id}`);
  if (options.report !== undefined) await fetchTo(options.report, target, report, `report of ${id}`);
  const trail = story.audit.map(({ at, who, what, why }) => `  ${at}  ${what} (${who})${why ? `: ${why}` : ''}`);
  answer(options.json, { ...documentOfBatch(story), audit: story.audit }, () => `${showBatch(story)}  what happened\n${trail.join('\n')}`);
}

async function fetchTo(file: string, target: Target, uri: string | undefined, what: string): Promise<void> {
  await pipeline(await readArtifact(target, uri, what), createWriteStream(file));
  tell(`wrote ${file}`);
}
