import { DescribeExecutionCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listRuns, type Story } from '../../cli/stories.ts';
import { jobsOf, leftOf, NOTHING_LEFT, runOnce, storyOfRun } from './aftermath.ts';
import { eventually } from './eventually.ts';
import { type Faults, openWithFaults } from './faults.ts';
import * as interruptions from './interruptions.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { endExecutionsAfter, forgetTheEndOf, repeatTheEndOf } from './step-functions-faults.ts';

let laptop: Laptop;
let faults: Faults;
let stories: Readonly<Record<string, Promise<Story>>>;

const neverEnding = { behave: { behave: 'never-end' } };

beforeAll(async () => {
  ({ laptop, faults } = await openWithFaults());
  const restore = await endExecutionsAfter(laptop, 40);
  const overdue = told('overdue', neverEnding);
  await runOnce(laptop, 'overdue', ({ status }) => status === 'Training');
  restore();
  forgetTheEndOf(laptop, 'forgotten');
  stories = {
    overdue,
    aborted: told('aborted', neverEnding, () => interruptions.abortWhile(laptop, 'aborted')),
    raced: told('raced', neverEnding, () => interruptions.abortWhileTheJobIsCreated(laptop, faults)),
    late: told('late', {}, () => interruptions.abortAfterTheRegistration(laptop, faults)),
    early: told('early', {}, () => interruptions.hearOfTheEndFirst(laptop, faults)),
    repeated: told('repeated', {}, () => repeatTheEndOf(laptop, 'repeated')),
    forgotten: told('forgotten', {}, () => interruptions.reconcileAfterTheEnd(laptop)),
    busy: interruptions.uploadsDuringARun(laptop),
    spurned: told('spurned', { rest: { owners: ['refused@example.com', 'kept@example.com'] } }),
    unmailed: interruptions.sesIsDown(laptop, faults),
  };
  await Promise.allSettled(Object.values(stories));
});
afterAll(() => laptop?.close());

async function told(project: string, overrides: Parameters<typeof tinyProject>[1] = {}, meanwhile?: () => Promise<unknown>): Promise<Story> {
  await laptop.apply(tinyProject(project, overrides));
  const interference = meanwhile?.();
  await laptop.drop(project, tinyTable());
  await interference;
  return storyOfRun(laptop, project);
}

async function endOf(project: string) {
  const story = await stories[project];
  const [mail] = story?.mails ?? [];
  return { run: story?.run, outcome: story?.run.outcome, mail, story, left: await leftOf(laptop, project) };
}

describe('an execution that somebody aborts', () => {
  it('while it trains is a cancelled run: recorded, mailed, released, its job stopped', async () => {
    const { run, outcome, mail, left } = await endOf('aborted');

    expect({ outcome, left }).toEqual({ outcome: 'Cancelled', left: NOTHING_LEFT });
    expect(run?.verdict).toMatchObject({ reason: 'The run was aborted in Step Functions.', details: ['Given cause: wrong file, says Ann'] });
    expect(mail).toMatchObject({ to: 'aborted@example.com', subject: 'aborted: run cancelled', status: 'sent' });
    expect((await jobsOf(laptop, 'aborted')).map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(['Stopped']);
  });

  it('while its job is being created leaves no job running either', async () => {
    const { outcome, left } = await endOf('raced');

    expect({ outcome, left }).toEqual({ outcome: 'Cancelled', left: NOTHING_LEFT });
  });

  it('after the registration has succeeded all the same', async () => {
    const { run, outcome, mail, left } = await endOf('late');

    expect({ outcome, left }).toEqual({ outcome: 'Succeeded', left: NOTHING_LEFT });
    expect(run?.modelPackage?.version).toBe(1);
    expect(mail?.subject).toBe('late: model version 1 registered');
  });

  it('and then redrives changes nothing of what was recorded', async () => {
    const { run: before } = await endOf('aborted');
    const execution = { executionArn: before?.execution ?? '' };
    await laptop.target.clients.sfn.send(new RedriveExecutionCommand(execution));
    await eventually(async () => (await laptop.target.clients.sfn.send(new DescribeExecutionCommand(execution))).status === 'FAILED');
    await laptop.quiet();

    expect((await storyOfRun(laptop, 'aborted')).run).toEqual(before);
    expect(await leftOf(laptop, 'aborted')).toEqual(NOTHING_LEFT);
    expect(laptop.cloud.mails.all().filter(({ to }) => to.includes('aborted@example.com'))).toHaveLength(1);
    expect(await jobsOf(laptop, 'aborted')).toHaveLength(1);
  });
});

describe('an execution that reaches its time limit', () => {
  it('is a failed run, its job stopped', async () => {
    const { run, outcome, mail, left } = await endOf('overdue');

    expect({ outcome, left }).toEqual({ outcome: 'Failed', left: NOTHING_LEFT });
    expect(run?.failure).toMatchObject({ class: 'ExecutionTimedOut', transient: false });
    expect(run?.failure?.logTail).toContain('tiny training, behaving: never-end');
    expect(mail?.subject).toBe('overdue: run failed (ExecutionTimedOut)');
  });
});

describe("a training job's end", () => {
  it.each([
    ['comes before StartTraining has answered', 'early'],
    ['comes twice', 'repeated'],
    ['never comes, and reconcile goes round', 'forgotten'],
  ])('that %s ends the wait once', async (_, project) => {
    const { run, outcome, left } = await endOf(project);

    expect({ outcome, left }).toEqual({ outcome: 'Succeeded', left: NOTHING_LEFT });
    expect(run?.attempts).toMatchObject([{ status: 'Completed' }]);
    expect(laptop.cloud.mails.all().filter(({ to }) => to.includes(`${project}@example.com`))).toHaveLength(1);
  });
});

describe('runs side by side', () => {
  it('of one project wait: what lands during a run becomes exactly one more, which sees it all', async () => {
    const { run, outcome, left } = await endOf('busy');

    expect({ outcome, left }).toEqual({ outcome: 'Succeeded', left: NOTHING_LEFT });
    expect(run?.requests).toHaveLength(3);
    expect(run?.dataset?.objects).toHaveLength(4);
    expect(await listRuns(laptop.target, 'busy')).toHaveLength(2);
  });

  it('of different projects do not wait for each other', async () => {
    const [first] = (await listRuns(laptop.target, 'busy')).filter(({ number }) => number === 1);
    const { run: other } = await endOf('repeated');

    expect((other?.openedAt ?? '') < (first?.endedAt ?? '')).toBe(true);
    expect((first?.openedAt ?? '') < (other?.endedAt ?? '')).toBe(true);
  });
});

describe('mail', () => {
  it('to a refused address costs neither the outcome nor the other owner his mail', async () => {
    const { outcome, story, left } = await endOf('spurned');

    expect({ outcome, left }).toEqual({ outcome: 'Succeeded', left: NOTHING_LEFT });
    expect(story?.mails.map(({ to, status }) => `${to} ${status}`)).toEqual(['refused@example.com refused', 'kept@example.com sent']);
    expect(story?.mails[0]?.refusal).toContain('SES refuses mail');
  });

  it('waits while SES is down, and the outcome stands', async () => {
    const { outcome, mail, left } = await endOf('unmailed');

    expect({ outcome, left }).toEqual({ outcome: 'Succeeded', left: NOTHING_LEFT });
    expect(mail?.status).toBe('sent');
    expect(laptop.cloud.mails.all().filter(({ to }) => to.includes('unmailed@example.com'))).toHaveLength(1);
  });
});
