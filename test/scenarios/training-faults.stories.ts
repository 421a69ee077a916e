import { CreateTrainingJobCommand, DescribeTrainingJobCommand, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Story } from '../../cli/stories.ts';
import { jobsOf, leftOf, NOTHING_LEFT, runOnce, sagemaker, storyOfRun, whileTraining } from './aftermath.ts';
import { filesIn } from './archive.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

let laptop: Laptop;
let stories: Readonly<Record<string, Promise<Story>>>;
beforeAll(async () => {
  laptop = await sharedLaptop();
  stories = {
    reasoned: told('reasoned', { behave: { behave: 'exit-with-reason' } }),
    silent: told('silent', { behave: { behave: 'exit-silently' } }),
    killed: told('killed', { behave: { behave: 'be-killed' } }),
    overlong: told('overlong', { behave: { behave: 'never-end' }, training: { maxRuntimeSeconds: 2 } }),
    stubborn: told('stubborn', { behave: { behave: 'never-end', stubborn: true }, training: { maxRuntimeSeconds: 2 } }),
    halted: told('halted', { behave: { behave: 'never-end' } }, stopTheJob),
    unmeasured: told('unmeasured', { behave: { behave: 'report-nothing' } }),
    garbled: told('garbled', { behave: { behave: 'write-nonsense' } }),
    worse: worseThanBefore(),
    taken: nameTaken(),
  };
  await Promise.allSettled(Object.values(stories));
});
afterAll(closeSharedLaptop);

async function told(project: string, overrides: Parameters<typeof tinyProject>[1], meanwhile?: (project: string) => Promise<void>): Promise<Story> {
  await laptop.apply(tinyProject(project, overrides));
  await laptop.drop(project, tinyTable());
  await meanwhile?.(project);
  return storyOfRun(laptop, project);
}

async function stopTheJob(project: string): Promise<void> {
  const { job } = await whileTraining(laptop, project);
  await sagemaker(laptop).send(new StopTrainingJobCommand({ TrainingJobName: job }));
}

/** Before the run can, somebody else starts a job under the name that the run will need: a copy of another run's, which never ends. */
async function nameTaken(): Promise<Story> {
  const run = await runOnce(laptop, 'halted', ({ attempts }) => attempts.length > 0);
  const { RoleArn, AlgorithmSpecification, HyperParameters, InputDataConfig, OutputDataConfig, ResourceConfig } = await sagemaker(laptop).send(
    new DescribeTrainingJobCommand({ TrainingJobName: `${run.run}-a1` }),
  );
  const copied = { RoleArn, AlgorithmSpecification, HyperParameters, InputDataConfig, OutputDataConfig, ResourceConfig };
  const endless = { ...copied, StoppingCondition: { MaxRuntimeInSeconds: 3600 } };
  return told('taken', {}, async (project) => {
    const { run: victim } = await runOnce(laptop, project, () => true);
    await sagemaker(laptop).send(new CreateTrainingJobCommand({ TrainingJobName: `${victim}-a1`, ...endless }));
  });
}

/** The first model reigns; the second one, on other data, misses its threshold. */
async function worseThanBefore(): Promise<Story> {
  await told('worse', { behave: { score: 10 } });
  await laptop.apply(tinyProject('worse', { behave: { score: 1234.5 } }));
  await laptop.drop('worse', tinyTable({ seed: 2 }));
  return storyOfRun(laptop, 'worse', { number: 2 });
}

async function failureOf(project: string) {
  const story = await stories[project];
  const [mail] = story?.mails ?? [];
  return { run: story?.run, outcome: story?.run.outcome, failure: story?.run.failure, mail, left: await leftOf(laptop, project) };
}

describe('a training that fails', () => {
  it('with a reason is told in the words that it left', async () => {
    const { outcome, failure, mail, left } = await failureOf('reasoned');

    expect({ outcome, left }).toEqual({ outcome: 'Failed', left: NOTHING_LEFT });
    expect(failure).toMatchObject({ class: 'AlgorithmError', cause: expect.stringContaining('ValueError: the learning rate exploded'), transient: false });
    expect(mail).toMatchObject({ to: 'reasoned@example.com', subject: 'reasoned: run failed (AlgorithmError)', status: 'sent' });
    expect(mail?.text).toContain('the learning rate exploded');
  });

  it('without a reason is told by its exit code and its last log lines', async () => {
    const { failure, mail, left } = await failureOf('silent');

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure?.cause).toMatch(/exit code 1.*left no reason/);
    expect(failure?.logTail.at(-1)).toBe('something went wrong here');
    expect(mail?.text).toContain('something went wrong here');
  });

  it('because it was killed is told that memory is the usual cause', async () => {
    const { failure, mail, left } = await failureOf('killed');

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure).toMatchObject({
      class: 'AlgorithmError',
      cause: expect.stringMatching(/killed.*memory/),
      nextStep: expect.stringContaining('instanceTypes'),
    });
    expect(mail?.text).toContain('memory');
  });
});

describe('a training that is cut short', () => {
  it('by its time limit is a failure, and what it wrote in its grace is kept', async () => {
    const { run, failure, mail, left } = await failureOf('overlong');
    const [attempt] = run?.attempts ?? [];

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure).toMatchObject({ class: 'MaxRuntimeExceededError', nextStep: expect.stringContaining('training.maxRuntimeSeconds') });
    expect(attempt).toMatchObject({ status: 'Stopped' });
    expect(run?.modelPackage).toBeUndefined();
    expect(await filesIn(laptop, attempt?.modelArtifacts)).toEqual(['last-words.txt', 'so-far.txt']);
    expect(mail?.subject).toBe('overlong: run failed (MaxRuntimeExceededError)');
  });

  it('by its time limit is ended for good where it does not listen', async () => {
    const { run, failure, left } = await failureOf('stubborn');

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure?.class).toBe('MaxRuntimeExceededError');
    expect(await filesIn(laptop, run?.attempts[0]?.modelArtifacts)).toEqual(['so-far.txt']);
  });

  it('by a person is no success', async () => {
    const { run, outcome, failure, mail, left } = await failureOf('halted');

    expect({ outcome, left }).toEqual({ outcome: 'Failed', left: NOTHING_LEFT });
    expect(failure).toMatchObject({ class: 'TrainingStoppedError', nextStep: expect.stringContaining('Upload the data again') });
    expect(run?.modelPackage).toBeUndefined();
    expect(mail?.text).toContain('was stopped');
  });
});

describe('a training that reports', () => {
  it('no metric of a threshold is a failure that names it', async () => {
    const { failure, mail, left } = await failureOf('unmeasured');

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure).toMatchObject({ class: 'MetricMissingError', cause: expect.stringContaining('no "rmse"') });
    expect(mail?.text).toContain('metric rmse=<number>');
  });

  it('nonsense is a failure that names the file', async () => {
    const { failure, mail, left } = await failureOf('garbled');

    expect(left).toEqual(NOTHING_LEFT);
    expect(failure).toMatchObject({ class: 'EvaluationMalformedError', cause: expect.stringContaining('no valid JSON') });
    expect(mail?.text).toContain('evaluation.json');
  });

  it('a metric beyond its threshold is rejected, beside what the reigning model has', async () => {
    const { run, outcome, mail, left } = await failureOf('worse');

    expect({ outcome, left }).toEqual({ outcome: 'Rejected', left: NOTHING_LEFT });
    expect(run?.modelPackage).toBeUndefined();
    expect(run?.verdict?.details).toEqual(['rmse is 1234.5, wanted is at most 1000: missed by 234.5; the reigning model has 10']);
    expect(mail?.subject).toBe('worse: model rejected by its thresholds (rmse)');
    expect(mail?.text).toMatch(/1234\.5.*1000.*missed by 23.*10/s);
  });
});

describe('a job', () => {
  it('under our name, because a stranger took it, is a clear error', async () => {
    const { outcome, failure, mail } = await failureOf('taken');

    expect(outcome).toBe('Failed');
    expect(failure).toMatchObject({ class: 'JobNameTakenError', cause: expect.stringContaining('does not belong to this run'), transient: false });
    expect(mail?.subject).toBe('taken: run failed (JobNameTakenError)');
    expect(await jobsOf(laptop, 'taken')).toMatchObject([{ TrainingJobStatus: 'InProgress' }]);
  });
});
