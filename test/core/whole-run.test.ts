import { describe, expect, it } from '@jest/globals';
import { evaluateModel } from '../../core/evaluate-model.ts';
import { finishRun } from '../../core/finish-run.ts';
import { onJobEnded } from '../../core/on-job-ended.ts';
import { prepareDataset } from '../../core/prepare-dataset.ts';
import { prepareCsv } from '../../core/quality/prepare.ts';
import { registerModel } from '../../core/register-model.ts';
import { sendMails } from '../../core/send-mails.ts';
import { startTraining } from '../../core/start-training.ts';
import { tarOf } from '../world/tar-of.ts';
import { type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const CSV = `age,price\n${'3,7.5\n4,6.5\n'.repeat(50)}`;

/** What the state machine does between ClaimRequests and SendMails, one after the other. */
async function trainAndRegister({ services, claim }: ProtocolWorld, run: string) {
  const step = { project: 'cars', run };
  await claim(run);
  await prepareDataset(step, prepareCsv, services);
  await startTraining({ ...step, token: 'token' }, '', services);
  const job = `${run}-a1`;
  services.jobs.change(job, { status: 'Completed', seconds: 31, modelArtifacts: services.artifacts.uri(`cars/jobs/${job}/output/model.tar.gz`) });
  const { output = '' } = (await services.jobs.describe(job)) ?? {};
  services.artifacts.place(output, await tarOf({ 'evaluation.json': JSON.stringify({ metrics: { rmse: 2 }, rows: { train: 80, test: 20 }, parameters: 3 }) }));
  await onJobEnded(
    { source: 'aws.sagemaker', 'detail-type': 'SageMaker Training Job State Change', detail: { TrainingJobName: job, TrainingJobStatus: 'Completed' } },
    services,
  );
  await evaluateModel(step, services);
  await services.registry.ensureGroup('nacre-dev-cars', 'Cars');
  await registerModel(step, 'nacre-dev-', services);
  return finishRun(step, services);
}

describe('a whole run', () => {
  it('needs at most 25 write calls from the upload to the last of two mails', async () => {
    const world = await protocolWorld();
    const before = world.records.writes();

    const { run = '' } = await world.accept(world.upload('cars/datasets/cars.csv', CSV));
    const { outcome } = await trainAndRegister(world, run);
    const { sent } = await sendMails(run, world.services);

    expect([outcome, sent]).toEqual(['Succeeded', 2]);
    expect(world.records.writes() - before).toBeLessThanOrEqual(25);
    expect((await world.project()).reigning).toMatchObject({ run, modelPackage: { version: 1 }, metrics: { rmse: 2 } });
  });

  it('can be read back from its records alone, step by step', async () => {
    const world = await protocolWorld();

    const { run = '' } = await world.accept(world.upload('cars/datasets/cars.csv', CSV));
    await trainAndRegister(world, run);

    expect(await world.audit(run)).toEqual([
      'run opened',
      expect.stringMatching(/^requests claimed \(1, from upload-/),
      'inputs fixed',
      'dataset prepared',
      'training attempt begun',
      'training job ended',
      'model passed its thresholds',
      'registration begun',
      'model registered',
      'run ended',
    ]);
    expect(await world.run(run)).toMatchObject({
      outcome: 'Succeeded',
      objects: [{ versionId: 'v1' }],
      image: { commit: 'c0ffee' },
      dataset: { rows: 100, badRows: 0 },
      attempts: [{ job: `${run}-a1`, status: 'Completed', seconds: 31 }],
      gate: { passed: true },
      modelPackage: { version: 1 },
    });
  });

  it('skips what the last good run was made of', async () => {
    const world = await protocolWorld();
    const { run = '' } = await world.accept(world.upload('cars/datasets/cars.csv', CSV));
    await trainAndRegister(world, run);
    const { run: second = '' } = await world.accept(world.upload('cars/datasets/cars.csv', CSV));
    await world.claim(second);

    const { next } = await prepareDataset({ project: 'cars', run: second }, prepareCsv, world.services);
    const { outcome } = await finishRun({ project: 'cars', run: second }, world.services);

    expect([next, outcome]).toEqual(['finish', 'Skipped']);
    expect(world.services.jobs.created).toHaveLength(1);
  });
});
