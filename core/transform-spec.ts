import { CLEAN, transformFolder } from './batch-files.ts';
import { RecordMissingError } from './errors.ts';
import type { Services, TransformSpec } from './ports.ts';
import type { Attempt, BatchRecord, CheckedBatch, ScoringModel } from './records.ts';
import type { ScoringSettings } from './scoring-settings.ts';

export type Scorable = { readonly model: ScoringModel; readonly checked: CheckedBatch };

/** What opening and CheckBatch have fixed; scoring cannot begin without it. */
export function scorableOf({ batch, model, checked }: BatchRecord): Scorable {
  if (model && checked) return { model, checked };
  throw new RecordMissingError(`model and checked rows of ${batch}`);
}

/** One job of a scoring. The same attempt always gives the same job, so that a second try finds the first one's. */
export function transformSpec(
  record: BatchRecord,
  { job, instanceType }: Attempt,
  { maxPayloadInMB }: ScoringSettings,
  { uri }: Services['artifacts'],
): TransformSpec {
  const { model, checked } = scorableOf(record);
  return {
    name: job,
    project: record.project,
    batch: record.batch,
    image: model.image,
    modelArtifacts: model.modelArtifacts,
    instanceType,
    maxPayloadInMB,
    environment: { NACRE_BATCH: record.batch },
    input: checked.clean,
    cleanSha256: checked.cleanSha256,
    output: uri(transformFolder(record, job)),
  };
}

/** The one object that a job answers: SageMaker calls it after what it was sent. */
export const answerOf = (record: BatchRecord, { job }: Attempt, { uri }: Services['artifacts']): string => uri(`${transformFolder(record, job)}${CLEAN}.out`);
