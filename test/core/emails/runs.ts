import type { RunRecord } from '../../../core/records.ts';

/** A run of abalone as it stands in the records after training; tests change what their mail is about. */
export const trainedRun: RunRecord = {
  run: 'abalone-7-k3x9qa',
  project: 'abalone',
  number: 7,
  status: 'Ended',
  openedAt: '2026-11-22T10:00:00.000Z',
  endedAt: '2026-11-22T10:01:10.000Z',
  requests: [{ id: 'upload-0a1b2c', trigger: 'upload' }],
  objects: [{ bucket: 'nacre-dev-data-123456789012-eu-west-1', key: 'abalone/datasets/abalone.csv', versionId: 'v1' }],
  dataset: {
    objects: [
      { bucket: 'nacre-dev-data-123456789012-eu-west-1', key: 'abalone/datasets/abalone.csv', versionId: 'v1', sha256: 'de37cd', rows: 4177, badRows: 3 },
    ],
    sha256: 'de37cd',
    rows: 4177,
    badRows: 3,
  },
  attempts: [{ number: 1, job: 'abalone-7-k3x9qa-a1', instanceType: 'ml.g5.xlarge', startedAt: '2026-11-22T10:00:10.000Z', status: 'Completed', seconds: 31 }],
  metrics: { rmse: 2.1345, mae: 1.5063, r2: 0.5712 },
  gate: {
    passed: true,
    checks: [
      { metric: 'rmse', value: 2.1345, atMost: 2.3, passed: true, reigning: 2.2 },
      { metric: 'mae', value: 1.5063, atMost: 1.65, passed: true, reigning: 1.53 },
      { metric: 'r2', value: 0.5712, atLeast: 0.5, passed: true },
    ],
  },
  modelPackage: { arn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/4', version: 4, approval: 'Approved' },
  mlflow: { experiment: 'abalone-tensorflow-experiment', runId: 'f00d', url: 'http://127.0.0.1:5000/#/experiments/1/runs/f00d' },
  outcome: 'Succeeded',
};
