import { advanceRun } from './advance-run.ts';
import { RecordMissingError } from './errors.ts';
import type { ModelPackageSpec, Services } from './ports.ts';
import { type RunIdentity, readRun } from './read-record.ts';
import type { RunRecord } from './records.ts';
import { trainableOf } from './training-job-spec.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'registry'>;

export type Registration = { readonly modelPackage: string; readonly version: number } | { readonly became: 'cancelled' };

/**
 * Makes the model a version of the project's group, once: a second try finds it in the record, or gets the same version for the same client token.
 * That it begins is recorded first: from then on there may be a version, though no answer tells of it, and nobody can cancel the run any more.
 */
export async function registerModel(identity: RunIdentity, groupPrefix: string, services: Needed): Promise<Registration> {
  const run = await readRun(identity, services);
  if (run.modelPackage) return { modelPackage: run.modelPackage.arn, version: run.modelPackage.version };
  if (run.cancelled) return { became: 'cancelled' };
  const spec = packageSpec(run, `${groupPrefix}${run.project}`);
  if (run.status !== 'Registering' && !(await begin(identity, services))) return registerModel(identity, groupPrefix, services);
  const modelPackage = await services.registry.createPackage(spec);
  const { arn, version, approval } = modelPackage;
  await advanceRun(
    identity,
    { set: { status: 'Registered', modelPackage: { arn, version, approval } } },
    { who: 'registerModel', what: 'model registered', facts: { arn, approval } },
    services,
  );
  return { modelPackage: arn, version };
}

/** False where somebody has cancelled the run, or registered its model, since it was read. */
async function begin(identity: RunIdentity, services: Needed): Promise<boolean> {
  const change = { set: { status: 'Registering' }, when: { allOf: [{ absent: 'cancelled' }, { absent: 'modelPackage' }] } } as const;
  return (await advanceRun(identity, change, { who: 'registerModel', what: 'registration begun' }, services)).done;
}

/** How a version begins: a person judges it, or nobody needs to. */
export function approvalAtFirst({ definition }: Pick<RunRecord, 'definition'>): ModelPackageSpec['approval'] {
  return definition?.approval === 'automatic' ? 'Approved' : 'PendingManualApproval';
}

/** The version carries what it was made of, so that it can be judged without our records. */
function packageSpec(run: RunRecord, group: string): ModelPackageSpec {
  const { definition, image } = trainableOf(run);
  const attempt = run.attempts.findLast(({ modelArtifacts }) => modelArtifacts !== undefined);
  if (attempt?.modelArtifacts === undefined || run.gate?.report === undefined) throw new RecordMissingError(`model and gate report of run ${run.run}`);
  return {
    group,
    clientToken: run.run,
    description: `${definition.description} Trained by run ${run.run}.`,
    image,
    modelArtifacts: attempt.modelArtifacts,
    approval: approvalAtFirst({ definition }),
    evaluation: run.gate.report,
    ...(run.dataset?.statistics !== undefined && { statistics: run.dataset.statistics }),
    ...(run.dataset?.constraints !== undefined && { constraints: run.dataset.constraints }),
    ...(image.commit !== undefined && { commit: image.commit }),
    properties: { ...origins(run, attempt.job), ...metricProperties(run) },
  };
}

function origins({ run, project, dataset, image, mlflow, modelSha256, predictions }: RunRecord, job: string): Readonly<Record<string, string>> {
  return {
    run,
    project,
    job,
    'dataset-sha256': dataset?.sha256 ?? '',
    'dataset-versions': (dataset?.objects ?? []).map(({ versionId }) => versionId).join(' '),
    'dataset-rows': String(dataset?.rows ?? ''),
    'dataset-stand-in': dataset?.standIn ? 'true' : 'false',
    'model-sha256': modelSha256 ?? '',
    'baseline-profile': dataset?.profile ?? '',
    'baseline-predictions': predictions ?? '',
    snapshot: dataset?.snapshotSha256 ?? '',
    'image-digest': image?.digest ?? '',
    commit: image?.commit ?? '',
    'mlflow-run': mlflow?.runId ?? '',
  };
}

/** SageMaker takes 50 properties in all; the thresholds' metrics come first. */
const MOST_METRICS = 30;

function metricProperties({ metrics = {}, gate }: RunRecord): Readonly<Record<string, string>> {
  const names = new Set([...(gate?.checks ?? []).map(({ metric }) => metric), ...Object.keys(metrics)]);
  return Object.fromEntries([...names].slice(0, MOST_METRICS).map((name) => [`metric-${name}`, String(metrics[name] ?? '')]));
}
