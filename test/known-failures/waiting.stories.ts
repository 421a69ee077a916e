import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { sagemakerJobs } from '../../adapters/jobs.ts';
import { onJobEnded } from '../../core/on-job-ended.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/training-job-ended.sample.json' with { type: 'json' };
import { TrainingJobEnded } from '../../events/training-job-ended.ts';
import { startAnswering } from '../adapters/answering-server.ts';
import { attempt, givenRun, JOB, PREPARED, STEP } from '../world/given-run.ts';
import { atCall, completes, ends, HOUR, live, secondsBetween, upload } from './live.ts';

describe('a run that waits for its job', () => {
  it('lost callback hangs for ever: the run goes on as soon as reconcile has asked SageMaker', async () => {
    const { outcomes, violations, invoked, world } = await live([upload(1)], { weather: { lost: 1, endsAfter: 900 } });

    expect(world.bus.counts.lost).toBeGreaterThan(0);
    expect(invoked('onJobEnded')).toBe(0);
    expect(outcomes).toEqual(['Succeeded']);
    expect(violations).toEqual([]);
  });

  it('lost callback hangs for ever: where nobody asks either, the time limit of the state ends the run, which is told', async () => {
    const { runs, mails, invoked } = await live([upload(1)], { weather: { lost: 1, unreconciled: true, endsAfter: 8 * HOUR } });

    const [run] = runs;
    expect([invoked('onJobEnded'), invoked('reconcile')]).toEqual([0, 0]);
    expect(run).toMatchObject({ outcome: 'Failed', failure: { class: 'States.Timeout' } });
    expect(secondsBetween(run?.openedAt ?? '', run?.endedAt) / HOUR).toBeCloseTo(6, 1);
    expect(mails).toMatchObject([{ outcomeOf: run?.run, status: 'sent' }]);
  });

  it('timeout leaves the job running: the job is stopped with its run, and the data are tried again', async () => {
    const { runs, jobs, outcomes, violations } = await live([upload(1)], {
      courseOf: (name) => completes(name.startsWith('cars-1-') ? 20 * HOUR : 60),
    });

    const [job] = jobs;
    expect(runs[0]).toMatchObject({ outcome: 'Failed', failure: { class: 'States.Timeout' } });
    expect(job?.status).toBe('Stopped');
    expect(((job?.endedAt ?? Number.POSITIVE_INFINITY) - Date.parse(runs[0]?.endedAt ?? '')) / 1000).toBeLessThan(150);
    expect(outcomes).toEqual(['Failed', 'Succeeded']);
    expect(violations).toEqual([]);
  });

  it('stale job answers an expired token: its run keeps its outcome, and the next one hears nothing of it', async () => {
    const deeds = [upload(1), upload(30, 'b'), { at: 40, project: 'cars', kind: 'abort' } as const];
    const { runs, outcomes, answers, world, violations } = await live(deeds, { courseOf: () => completes(600) });

    const answered = answers('onJobEnded').filter((answer) => answer.includes('"became":"answered"'));
    expect(answers('onJobEnded')[0]).toContain(`"became":"gone","project":"cars","run":"${runs[0]?.run}"`);
    expect(answered).toEqual([expect.stringContaining(`"run":"${runs[1]?.run}"`)]);
    expect(outcomes).toEqual(['Cancelled', 'Succeeded']);
    expect(world.bus.counts.deadLetters).toBe(0);
    expect(violations).toEqual([]);
  });

  it('token replaced by a retry: the job that ended while nobody waited answers the token of the retry', async () => {
    const { outcomes, jobs, runs, violations, invoked } = await live([upload(1)], {
      faults: atCall('startTraining', 'create', { kind: 'dies after' }),
      courseOf: () => completes(0),
      weather: { lost: 1, unreconciled: true },
    });

    expect([invoked('startTraining'), jobs.length]).toEqual([2, 1]);
    expect(outcomes).toEqual(['Succeeded']);
    expect(secondsBetween(runs[0]?.openedAt ?? '', runs[0]?.endedAt)).toBeLessThan(60);
    expect(violations).toEqual([]);
  });

  it('token replaced by a retry: an end that comes later answers the newer token', async () => {
    const { outcomes, jobs, answers, violations } = await live([upload(1)], {
      faults: atCall('startTraining', 'create', { kind: 'dies after' }),
      weather: { unreconciled: true },
    });

    expect(answers('onJobEnded')).toEqual([expect.stringContaining('"became":"answered"')]);
    expect([outcomes, jobs.length]).toEqual([['Succeeded'], 1]);
    expect(violations).toEqual([]);
  });

  it.each([
    ['milliseconds, as SageMaker writes them there', 1_795_000_700_000],
    ['seconds', 1_795_000_700],
  ])(
    'epoch seconds against milliseconds: an event with times in %s changes nothing of the times in the record, which SageMaker answers in seconds',
    async (_, time) => {
      const { services, records, run } = await givenRun({ run: { ...PREPARED, status: 'Training', attempts: [attempt()] } });
      await records.write({ put: keys.job(JOB), item: { job: JOB, ...STEP, attempt: 1, token: 'token-1', storedAt: '2026-11-18T12:00:00.000Z' } });
      await using server = await startAnswering(undefined, {
        DescribeTrainingJob: {
          TrainingJobName: JOB,
          TrainingJobArn: `arn:${JOB}`,
          TrainingJobStatus: 'Completed',
          SecondaryStatus: 'Completed',
          TrainingTimeInSeconds: 600,
          TrainingEndTime: 1_795_000_700.5,
        },
        ListTags: { Tags: [{ Key: 'nacre:run', Value: STEP.run }] },
      });
      const jobs = sagemakerJobs(undefined, new SageMakerClient(server.settings));

      await onJobEnded(TrainingJobEnded.parse({ ...sample, detail: { ...sample.detail, TrainingJobName: JOB, TrainingEndTime: time } }), { ...services, jobs });

      expect((await run()).attempts).toMatchObject([{ status: 'Completed', seconds: 600, endedAt: '2026-11-18T11:18:20.500Z' }]);
      expect(services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
    },
  );

  it('several events per change: one run, one job, one version and one mail come of them', async () => {
    const { outcomes, versions, jobs, mails, world, invoked, violations } = await live([upload(1)], { weather: { duplicate: 0.8 } });

    expect(invoked('onJobEnded')).toBeGreaterThan(3);
    expect(outcomes).toEqual(['Succeeded']);
    expect([versions.length, jobs.length, mails.length, world.sent.length]).toEqual([1, 1, 1, 1]);
    expect(violations).toEqual([]);
  });

  it.each([
    ['Stopped', 'TrainingStoppedError'],
    ['MaxRuntimeExceeded', 'MaxRuntimeExceededError'],
  ])(
    'Stopped taken for success: a job that ends as Stopped (%s) and leaves half a model fails its run, and registers nothing',
    async (secondaryStatus, error) => {
      const { runs, versions, mails, violations } = await live([upload(1)], {
        courseOf: () => ends(60, { status: 'Stopped', secondaryStatus }),
        weather: { lies: 1 },
      });

      expect(runs).toMatchObject([{ outcome: 'Failed', failure: { class: error } }]);
      expect(versions).toEqual([]);
      expect(mails).toMatchObject([{ subject: expect.stringContaining('failed'), status: 'sent' }]);
      expect(violations).toEqual([]);
    },
  );

  it('cancel that leaks the job: one that began just when its run was cancelled is stopped at once', async () => {
    const deeds = [upload(1), { at: 20, project: 'cars', kind: 'cancel', token: 'token-1' } as const];
    const { outcomes, jobs, mails, violations } = await live(deeds, {
      faults: atCall('startTraining', 'create', { seconds: 40 }),
      courseOf: () => completes(3 * HOUR),
    });

    const [job] = jobs;
    expect([jobs.length, job?.status]).toEqual([1, 'Stopped']);
    expect(((job?.endedAt ?? Number.POSITIVE_INFINITY) - (job?.createdAt ?? 0)) / 1000).toBeLessThan(150);
    expect(outcomes).toEqual(['Cancelled']);
    expect(mails).toMatchObject([{ subject: 'cars: run cancelled', status: 'sent' }]);
    expect(violations).toEqual([]);
  });
});
