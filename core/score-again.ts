import { told } from './advance-run.ts';
import { nameBatch } from './batch-name.ts';
import { decidedOutcome } from './judge-batch.ts';
import type { Services } from './ports.ts';
import { readBatch } from './read-batch.ts';
import { findProject, readRecord } from './read-record.ts';
import { type BatchRecord, keys, NewestBatch } from './records.ts';
import { readScoringModel } from './scoring-model.ts';
import { DEFAULT_SCORING } from './scoring-settings.ts';
import { putUnscored } from './unscored.ts';

/**
 * Asks once per model for a new scoring of the project's newest batch, unless its own scoring still waits for a model or is with this one: no model scores a version twice.
 * A batch that was refused, overtaken or cancelled is left alone too: its rows are what they were, and a person has been told to upload it again.
 * Whoever calls it opens the batches afterwards.
 */
export async function scoreAgain(project: string, services: Pick<Services, 'records' | 'clock'>): Promise<{ readonly asked?: string }> {
  const found = await findProject(project, services);
  const item = found?.reigning && (await services.records.get(keys.newestBatch(project)));
  const { again } = found?.definition.scoring ?? DEFAULT_SCORING;
  if (!found?.reigning || !item || !again) return {};
  const newest = readRecord(NewestBatch, item, `the newest batch of ${project}`);
  const { run: modelRun } = found.reigning;
  const first = await readBatch({ project, batch: newest.batch }, services);
  if (first.model === undefined || first.model.run === modelRun || isDecided(first)) return {};

  const askedAt = services.clock.now().toISOString();
  const batch = nameBatch({ project, cause: 'registration', object: newest.object, modelRun });
  const audit = { who: 'scoreAgain', what: 'scoring asked for', why: `run ${modelRun} registered a model` };
  const record: BatchRecord = {
    ...{ batch, project, cause: 'registration', object: newest.object, askedAt },
    ...{ status: 'Waiting', attempt: 1, jobs: [], changed: `${askedAt}#${audit.what}` },
    model: await readScoringModel(project, found.reigning, services),
  };
  const written = await services.records.write(
    { put: keys.batch(project, batch), item: record, when: { absent: 'batch' } },
    putUnscored(record),
    told(batch, askedAt, audit),
  );
  return written.done ? { asked: batch } : {};
}

function isDecided(first: BatchRecord): boolean {
  const outcome = decidedOutcome(first);
  return outcome !== undefined && outcome !== 'Scored';
}
