import { describe, expect, it } from '@jest/globals';
import { cancelRun } from '../../core/cancel-run.ts';
import type { Write } from '../../core/ports.ts';
import { registerModel } from '../../core/register-model.ts';
import { abalone, attempt, givenRun, JOB, JUDGED, RUN, STEP } from '../world/given-run.ts';

async function givenJudged(change: Parameters<typeof givenRun>[0] = {}) {
  const world = await givenRun({ run: JUDGED, ...change });
  await world.services.registry.ensureGroup('nacre-dev-abalone', '');
  return { ...world, register: () => registerModel(STEP, 'nacre-dev-', world.services) };
}

describe('RegisterModel', () => {
  it('makes a version that says what it was made of', async () => {
    const { register, run, services, image } = await givenJudged();

    const answer = await register();

    expect(answer).toMatchObject({ version: 1, modelPackage: expect.stringContaining('nacre-dev-abalone/1') });
    expect(await run()).toMatchObject({ status: 'Registered', modelPackage: { version: 1, approval: 'Approved' } });
    expect(services.registry.packages).toMatchObject([
      {
        clientToken: RUN,
        image,
        modelArtifacts: 's3://artifacts/model.tar.gz',
        commit: 'c0'.repeat(20),
        evaluation: 's3://artifacts/gate.json',
        properties: { job: JOB, 'dataset-sha256': 'da'.repeat(32), 'image-digest': image.digest, 'mlflow-run': 'r1', 'metric-rmse': '2.13' },
      },
    ]);
  });

  it('leaves the approval to a person where the project asks for it', async () => {
    const { register, run } = await givenJudged({ run: { ...JUDGED, definition: { ...abalone(), approval: 'manual' } } });

    await register();

    expect((await run()).modelPackage?.approval).toBe('PendingManualApproval');
  });

  it('makes one version when it runs twice', async () => {
    const { register, services } = await givenJudged();

    const first = await register();
    const second = await register();

    expect(second).toEqual(first);
    expect(services.registry.packages).toHaveLength(1);
  });

  it('makes one version when it dies between the registry and the record', async () => {
    const { register, services, run } = await givenJudged();
    const records = { ...services.records, write: () => Promise.reject(new Error('died')) };
    await registerModel(STEP, 'nacre-dev-', { ...services, records }).catch(() => undefined);

    await register();

    expect(services.registry.packages).toHaveLength(1);
    expect((await run()).modelPackage?.version).toBe(1);
  });

  it('cannot be cancelled any more once the registry may have made the version, though no answer came', async () => {
    const { register, services, run } = await givenJudged();
    const { createPackage } = services.registry;
    const unanswered: typeof createPackage = async (spec) => {
      await createPackage(spec);
      throw new Error('the connection was lost before the answer came');
    };
    await expect(registerModel(STEP, 'nacre-dev-', { ...services, registry: { ...services.registry, createPackage: unanswered } })).rejects.toThrow('lost');

    const { became } = await cancelRun({ command: 'cancel', ...STEP, who: 'ann@example.com', why: 'trained on the wrong file' }, services);
    await register();

    expect(became).toBe('decided');
    expect(services.registry.packages).toHaveLength(1);
    expect(await run()).toMatchObject({ status: 'Registered', modelPackage: { version: 1 } });
    expect((await run()).cancelled).toBeUndefined();
  });

  it('heeds who cancels between the look at the run and the note that it begins', async () => {
    const { services, register } = await givenJudged();
    const { write } = services.records;
    Object.assign(services.records, {
      write: async (...writes: readonly Write[]) => {
        Object.assign(services.records, { write });
        await cancelRun({ command: 'cancel', ...STEP, who: 'ann@example.com', why: 'trained on the wrong file' }, services);
        return write(...writes);
      },
    });

    expect(await register()).toEqual({ became: 'cancelled' });
    expect(services.registry.packages).toEqual([]);
  });

  it('registers nothing for a run that was cancelled before', async () => {
    const cancelled = { who: 'ann@example.com', why: 'trained on the wrong file', at: '2026-11-21T10:00:00.000Z' };
    const { register, services } = await givenJudged({ run: { ...JUDGED, cancelled } });

    expect(await register()).toEqual({ became: 'cancelled' });
    expect(services.registry.packages).toEqual([]);
  });

  it('registers nothing for a run that is not active any more', async () => {
    const { register, services } = await givenJudged({
      run: JUDGED,
      project: { active: { run: 'abalone-2-xyz789', number: 2, state: 'working', openedAt: '2026-11-21T10:00:00.000Z' } },
    });

    await expect(register()).rejects.toMatchObject({ name: 'RunNotActiveError' });
    expect(services.registry.packages).toEqual([]);
  });

  it('registers nothing without a model', async () => {
    const { register } = await givenJudged({ run: { ...JUDGED, attempts: [attempt()] } });

    await expect(register()).rejects.toMatchObject({ name: 'RecordMissingError' });
  });
});
