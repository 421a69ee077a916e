import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { nameScoring } from './batch-name.ts';
import { ScoringEndedError } from './errors.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import { findProject } from './read-record.ts';
import type { BatchRecord, ProjectRecord } from './records.ts';
import { isDue } from './requests.ts';
import { readScoringModel } from './scoring-model.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'clock'>;
type Reigning = NonNullable<ProjectRecord['reigning']>;

/** Names of the executions that this call asked Step Functions to start. */
export type BatchesOpened = { readonly started: readonly string[] };

/**
 * Opens every scoring that waits and is due, if a model reigns; starts again what was opened and perhaps never started. Safe to call at any time, by anyone.
 * Who writes a pointer calls it afterwards, and so does who makes a model reign: whichever comes second finds what the first one wrote.
 */
export async function openBatches(project: string, services: Needed): Promise<BatchesOpened> {
  const unscored = await readUnscored(project, services);
  const due = unscored.filter((each) => isDue(each, services.clock.now()));
  const reigning = due.length > 0 ? (await findProject(project, services))?.reigning : undefined;
  if (!reigning) return { started: [] };
  const started: string[] = [];
  for (const { batch } of due) started.push(...(await openBatch(await readBatch({ project, batch }, services), reigning, services)).started);
  return { started };
}

/** As above, for one scoring; nothing where it is at work, is not due, or somebody else was faster. */
export async function openBatch(record: BatchRecord, reigning: Reigning, services: Needed): Promise<BatchesOpened> {
  const opened = await open(record, reigning, services);
  if (!opened) return { started: [] };
  await services.scorings.start(opened);
  return { started: [nameScoring(opened)] };
}

/** The record where its execution is to be started. */
async function open(record: BatchRecord, reigning: Reigning, services: Needed): Promise<BatchRecord | undefined> {
  if (record.status === 'Opened') return record;
  if (record.status !== 'Waiting' || !isDue(record, services.clock.now())) return undefined;
  const model = record.model ?? (await readScoringModel(record.project, reigning, services));
  const facts = { attempt: record.attempt, model: model.run };
  try {
    const written = await advanceBatch(
      record,
      { set: { status: 'Opened', model }, remove: ['notBefore', 'failure'], when: unchanged(record) },
      { who: 'openBatches', what: 'scoring opened', facts },
      services,
    );
    return written.done ? record : open(await readBatch(record, services), reigning, services);
  } catch (error) {
    if (error instanceof ScoringEndedError) return undefined;
    throw error;
  }
}
