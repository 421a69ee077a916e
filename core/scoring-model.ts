import { RecordMissingError } from './errors.ts';
import type { Services } from './ports.ts';
import { readRun } from './read-record.ts';
import type { ProjectRecord, RunRecord, ScoringModel } from './records.ts';

/** What the reigning run's record says of its model: everything that a scoring needs, so that another model may reign meanwhile. */
export async function readScoringModel(
  project: string,
  { run: name, modelPackage, registeredAt }: NonNullable<ProjectRecord['reigning']>,
  services: Pick<Services, 'records'>,
): Promise<ScoringModel> {
  const run = await readRun({ project, run: name }, services);
  const modelArtifacts = run.attempts.findLast((attempt) => attempt.modelArtifacts !== undefined)?.modelArtifacts;
  if (modelArtifacts === undefined || run.image === undefined) throw new RecordMissingError(`model and image of run ${name}`);
  const baseline = baselineOf(run);
  return {
    run: name,
    modelPackage,
    modelArtifacts,
    image: run.image.uri,
    registeredAt,
    ...(run.modelSha256 !== undefined && { modelSha256: run.modelSha256 }),
    ...(baseline && { baseline }),
  };
}

/** Undefined for models of releases that kept no profile. */
function baselineOf({ dataset, predictions }: RunRecord): ScoringModel['baseline'] {
  if (!dataset?.profile || !dataset.statistics || !dataset.constraints) return undefined;
  const { profile, statistics, constraints, setAside } = dataset;
  return {
    profile,
    statistics,
    constraints,
    rows: dataset.rows - dataset.badRows,
    ...(setAside !== undefined && { setAside }),
    ...(predictions !== undefined && { predictions }),
  };
}
