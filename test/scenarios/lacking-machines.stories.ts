import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchStory } from '../../cli/batches.ts';
import type { Story } from '../../cli/stories.ts';
import { ScoringSettings } from '../../core/scoring-settings.ts';
import { leftOf, makeDue, NOTHING_LEFT, storyOfRun, waitingOf } from './aftermath.ts';
import { cancelledWhileWaiting } from './asked-for.ts';
import { dropBatch, storyOfBatch, tinyBatch, withModel } from './batches.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

let laptop: Laptop;
let scoring: Promise<BatchStory>;
let stories: Readonly<Record<'walking' | 'patient' | 'exhausted', Promise<Story>>>;
beforeAll(async () => {
  laptop = await sharedLaptop();
  const { instances } = laptop.cloud.sagemaker.training;
  instances.lack('ml.p4d.24xlarge', 1);
  instances.lack('ml.p5.48xlarge', 1);
  for (const type of ['ml.g6.xlarge', 'ml.g6.2xlarge']) instances.limit(type, 0);
  stories = {
    walking: told('walking', ['ml.p4d.24xlarge', 'ml.g6.xlarge', 'ml.g5.xlarge']),
    patient: told('patient', ['ml.p5.48xlarge']),
    exhausted: told('exhausted', ['ml.g6.2xlarge']),
  };
  scoring = toldOfBatch('patient-batch', 'ml.c4.8xlarge');
  await Promise.allSettled([...Object.values(stories), scoring]);
});
afterAll(closeSharedLaptop);

async function told(project: string, instanceTypes: string[]): Promise<Story> {
  await laptop.apply(tinyProject(project, { training: { instanceTypes } }));
  await laptop.drop(project, tinyTable());
  return storyOfRun(laptop, project);
}

/** A batch for which there is no machine of this type at first. */
async function toldOfBatch(project: string, type: string): Promise<BatchStory> {
  laptop.cloud.sagemaker.transform.instances.lack(type, 1);
  await withModel(laptop, project, 'well', { rest: { scoring: ScoringSettings.parse({ instanceTypes: [type] }) } });
  return storyOfBatch(laptop, await dropBatch(laptop, project, tinyBatch()));
}

describe('a machine that cannot be had', () => {
  it('is replaced by the next type, for want of capacity or of quota', async () => {
    const { run } = await stories.walking;

    expect(run.outcome).toBe('Succeeded');
    expect(await leftOf(laptop, 'walking')).toEqual(NOTHING_LEFT);
    expect(run.attempts.map(({ instanceType, status }) => `${instanceType} ${status}`)).toEqual([
      'ml.p4d.24xlarge Failed',
      'ml.g6.xlarge NotStarted',
      'ml.g5.xlarge Completed',
    ]);
  });

  it('for the moment makes the run wait its turn, and go through its list anew', async () => {
    const { run } = await stories.patient;

    expect(run.outcome).toBe('Succeeded');
    expect(await leftOf(laptop, 'patient')).toEqual(NOTHING_LEFT);
    expect(run.attempts).toMatchObject([{ status: 'Failed' }, { instanceType: 'ml.p5.48xlarge', status: 'Completed', round: 2 }]);
  });

  it('for the moment makes a batch wait its turn too', async () => {
    const { batch } = await scoring;

    expect(batch).toMatchObject({ outcome: 'Scored', attempt: 1 });
    expect(batch.jobs).toMatchObject([{ status: 'Failed' }, { instanceType: 'ml.c4.8xlarge', status: 'Completed', round: 2 }]);
  });

  it('need not be waited for: a run that is cancelled ends within seconds', async () => {
    const { run, mails } = await cancelledWhileWaiting(laptop);

    expect(run).toMatchObject({ outcome: 'Cancelled', verdict: { reason: expect.stringMatching(/cancelled the run/) } });
    expect(Date.parse(run.endedAt ?? '') - Date.parse(run.cancelled?.at ?? '')).toBeLessThan(15_000);
    expect(mails.map(({ status }) => status)).toEqual(['sent']);
    expect(await leftOf(laptop, 'unwaited')).toEqual(NOTHING_LEFT);
  });

  it('of any type by this account makes the request wait, and a later run trains it', async () => {
    const { run: first, mails } = await stories.exhausted;
    const [waiting] = await waitingOf(laptop, 'exhausted');
    laptop.cloud.sagemaker.training.instances.limit('ml.g6.2xlarge', 1);
    await makeDue(laptop, 'exhausted');
    const { run: second } = await storyOfRun(laptop, 'exhausted', { number: 2 });

    expect(first.failure).toMatchObject({ class: 'CapacityExhaustedError', transient: true, nextStep: expect.stringContaining('tried again after') });
    expect(mails[0]?.text).toContain('ml.g6.2xlarge');
    expect(Date.parse(waiting?.notBefore ?? '') - Date.parse(first.endedAt ?? '')).toBeGreaterThan(230_000);
    expect(second).toMatchObject({ outcome: 'Succeeded', requests: first.requests });
    expect(await leftOf(laptop, 'exhausted')).toEqual(NOTHING_LEFT);
  });
});
