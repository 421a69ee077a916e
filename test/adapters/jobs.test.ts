import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { sagemakerJobs } from '../../adapters/jobs.ts';
import type { TrainingJobSpec } from '../../core/ports.ts';
import { startAnswering } from './answering-server.ts';

const SETTINGS = { roleArn: 'role', dataKeyArn: 'key', artifactsBucket: 'artifacts' };
const SPEC: TrainingJobSpec = {
  name: 'abalone-1-abc123-a1',
  project: 'abalone',
  run: 'abalone-1-abc123',
  image: 'image',
  instanceType: 'ml.g5.xlarge',
  volumeSizeInGB: 30,
  maxRuntimeSeconds: 3600,
  hyperparameters: {},
  environment: {},
  snapshot: 's3://artifacts/abalone/snapshots/5a/',
  contract: 's3://artifacts/abalone/runs/abalone-1-abc123/contract.json',
  snapshotSha256: '5a',
  metricDefinitions: [],
};
const MISSING = { code: 'ValidationException', message: 'Requested resource not found.' };

async function jobsWhere(error?: { readonly code: string; readonly message: string }) {
  const service = await startAnswering(error);
  return { ...service, jobs: sagemakerJobs(SETTINGS, new SageMakerClient(service.settings)), [Symbol.asyncDispose]: service[Symbol.asyncDispose] };
}

describe("SageMaker's answers", () => {
  it('say that a name is taken', async () => {
    await using service = await jobsWhere({ code: 'ResourceInUse', message: 'Training job names must be unique.' });

    expect(await service.jobs.create(SPEC)).toBe('exists');
  });

  it("say that the account's limit is reached, which is a lack of capacity to us", async () => {
    await using service = await jobsWhere({ code: 'ResourceLimitExceeded', message: 'The account-level service limit is 0 Instances.' });

    await expect(service.jobs.create(SPEC)).rejects.toMatchObject({ name: 'CapacityError', message: expect.stringContaining('0 Instances') });
  });

  it('say that there is no such job', async () => {
    await using service = await jobsWhere(MISSING);

    expect(await service.jobs.describe(SPEC.name)).toBeUndefined();
  });

  it.each([MISSING, { code: 'ValidationException', message: 'The request was rejected because the training job is in status Completed.' }])(
    'say that there is nothing to stop: $message',
    async (error) => {
      await using service = await jobsWhere(error);

      await expect(service.jobs.stop(SPEC.name)).resolves.toBeUndefined();
      expect(service.asked).toEqual([{ action: 'StopTrainingJob', input: { TrainingJobName: SPEC.name } }]);
    },
  );

  it('say what cannot be helped, and that is passed on', async () => {
    await using service = await jobsWhere({ code: 'AccessDeniedException', message: 'no' });

    for (const call of [service.jobs.create(SPEC), service.jobs.describe(SPEC.name), service.jobs.stop(SPEC.name)]) {
      await expect(call).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });
});
