import { describe, expect, it } from '@jest/globals';
import { failRun } from '../../core/fail-run.ts';
import type { Registry } from '../../core/ports.ts';
import { settleRegistration } from '../../core/settle-registration.ts';
import { givenRun, JUDGED, RUN, STEP } from '../world/given-run.ts';
import { GROUP_PREFIX } from './protocol-world.ts';

async function givenJudged(run = JUDGED) {
  const world = await givenRun({ run: { ...run, requests: [] } });
  await world.services.registry.ensureGroup('nacre-dev-abalone', '');
  return world;
}

const refusing = (registry: Registry, name: string): Registry => ({
  ...registry,
  createPackage: () => Promise.reject(Object.assign(new Error('no'), { name })),
});

describe('settling a registration', () => {
  it('records the version that was made before whoever made it died', async () => {
    const { services, run } = await givenJudged();

    await settleRegistration(STEP, GROUP_PREFIX, services);

    expect(await run()).toMatchObject({ status: 'Registered', modelPackage: { version: 1 } });
  });

  it('makes a run whose model passed succeed, though RegisterModel died of it', async () => {
    const { services, run } = await givenJudged();

    await failRun({ ...STEP, error: { Error: 'Runtime.ExitError', Cause: '' } }, GROUP_PREFIX, services);

    expect(await run()).toMatchObject({ outcome: 'Succeeded', modelPackage: { version: 1 } });
    expect(services.registry.packages.map(({ clientToken }) => clientToken)).toEqual([RUN]);
  });

  it.each([
    ['was not judged yet', { ...JUDGED, status: 'Trained' as const }],
    ['missed its thresholds', { ...JUDGED, gate: { passed: false, checks: [] } }],
  ])('registers nothing of a run whose model %s', async (_, given) => {
    const { services } = await givenJudged(given);

    await settleRegistration(STEP, GROUP_PREFIX, services);

    expect(services.registry.packages).toEqual([]);
  });

  it('is tried again where SageMaker has trouble of its own, for a version may exist', async () => {
    const { services } = await givenJudged();

    const settled = settleRegistration(STEP, GROUP_PREFIX, { ...services, registry: refusing(services.registry, 'ThrottlingException') });

    await expect(settled).rejects.toThrow('no');
  });

  it('lets the run fail where SageMaker refuses for good', async () => {
    const { services, run } = await givenJudged();

    await failRun({ ...STEP, error: { Error: 'AccessDeniedException', Cause: '' } }, GROUP_PREFIX, {
      ...services,
      registry: refusing(services.registry, 'AccessDeniedException'),
    });

    expect(await run()).toMatchObject({ outcome: 'Failed' });
  });
});
