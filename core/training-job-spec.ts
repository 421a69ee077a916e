import { RecordMissingError } from './errors.ts';
import type { TrainingJobSpec } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import type { Attempt, Image, RunRecord } from './records.ts';
import { trainingHyperparameters } from './training-hyperparameters.ts';

/** Reported by every training program, whatever its thresholds ask for. */
const ALWAYS_REPORTED = ['rmse', 'mae', 'r2', 'loss', 'val_loss'];

export type Trainable = {
  readonly definition: ProjectDefinition;
  readonly image: Image;
  readonly snapshot: string;
  readonly contract: string;
  readonly snapshotSha256: string;
  readonly sha256: string;
};

/** What ClaimRequests and PrepareDataset have fixed; training cannot begin without it. */
export function trainableOf({ run, definition, image, dataset }: RunRecord): Trainable {
  if (definition && image && dataset?.snapshot && dataset.snapshotSha256 && dataset.contract) {
    const { snapshot, snapshotSha256, contract, sha256 } = dataset;
    return { definition, image, snapshot, snapshotSha256, contract, sha256 };
  }
  throw new RecordMissingError(`definition, image, snapshot and contract of run ${run}`);
}

/** One attempt of a run as a training job. The same attempt always gives the same job, so that a second try finds the first one's. */
export function trainingJobSpec(run: RunRecord, { job, instanceType }: Attempt, mlflowTrackingUri: string): TrainingJobSpec {
  const { definition, image, snapshot, snapshotSha256, contract, sha256 } = trainableOf(run);
  const { training, tracking, thresholds } = definition;
  return {
    name: job,
    project: run.project,
    run: run.run,
    image: image.uri,
    instanceType,
    volumeSizeInGB: training.volumeSizeInGB,
    maxRuntimeSeconds: training.maxRuntimeSeconds,
    ...(training.spot && { maxWaitSeconds: training.spot.maxWaitSeconds }),
    hyperparameters: trainingHyperparameters(definition),
    environment: {
      ...(mlflowTrackingUri !== '' && { MLFLOW_TRACKING_URI: mlflowTrackingUri }),
      MLFLOW_EXPERIMENT: tracking.experiment,
      NACRE_RUN: run.run,
      NACRE_PROJECT: run.project,
      NACRE_DATASET_SHA256: sha256,
      NACRE_SNAPSHOT: snapshot,
      ...(image.commit !== undefined && { NACRE_COMMIT: image.commit }),
    },
    snapshot: snapshot.slice(0, snapshot.lastIndexOf('/') + 1),
    snapshotSha256,
    contract,
    metricDefinitions: [...new Set([...thresholds.map(({ metric }) => metric), ...ALWAYS_REPORTED])].map((name) => ({
      name,
      regex: `metric ${literal(name)}=([-+0-9.eE]+)`,
    })),
  };
}

/** A metric may be called `precision@10`. */
const literal = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
