import { describe, expect, it } from '@jest/globals';
import { failRun } from '../../core/fail-run.ts';
import { startTraining } from '../../core/start-training.ts';
import { givenVersions } from '../core/given-versions.ts';
import { GROUP_PREFIX } from '../core/protocol-world.ts';
import { attempt, givenRun, JOB, PREPARED, STEP } from '../world/given-run.ts';
import { atCall, BEGIN, completes, HOUR, live, secondsBetween, upload } from './live.ts';

describe('a step that is done again', () => {
  it('ExecutionAlreadyExists after close: a run whose execution is over before it began is ended, and its upload trained by the next one', async () => {
    const { world, runs, outcomes, requests, invoked, violations } = await live([upload(1), { at: 3, project: 'cars', kind: 'abort' }], {
      weather: { lost: 1, endsAfter: 600 },
    });

    expect(invoked('claimRequests')).toBe(1);
    expect(outcomes).toEqual(['Cancelled', 'Succeeded']);
    expect(world.executions.of(world.trainModel.arn).map(({ name, status }) => [name, status])).toEqual([
      [runs[1]?.run, 'SUCCEEDED'],
      [runs[0]?.run, 'ABORTED'],
    ]);
    expect(requests).toMatchObject([{ status: 'done', run: runs[1]?.run }]);
    expect(violations).toEqual([]);
  });

  it('name reuse: a job that is there under the name of the run is its own, and is adopted', async () => {
    const { jobs, outcomes, invoked, runs, violations } = await live([upload(1)], { faults: atCall('startTraining', 'create', { kind: 'dies after' }) });

    expect(invoked('startTraining')).toBe(2);
    expect(jobs.map(({ spec }) => spec.name)).toEqual([`${runs[0]?.run}-a1`]);
    expect(outcomes).toEqual(['Succeeded']);
    expect(violations).toEqual([]);
  });

  it("name reuse: a stranger's job under the name of the run's fails the run, which says so, and is not stopped", async () => {
    const { services, run } = await givenRun({ run: { ...PREPARED, attempts: [attempt()], requests: [] } });
    services.jobs.occupy(JOB, { 'nacre:run': 'abalone-1-zzzzzz' });

    const error: unknown = await startTraining({ ...STEP, token: 'token-1' }, '', services).catch((thrown: unknown) => thrown);
    const { name = '', message = '' } = error instanceof Error ? error : {};
    await failRun({ ...STEP, error: { Error: name, Cause: JSON.stringify({ errorType: name, errorMessage: message }) } }, GROUP_PREFIX, services);

    expect(await run()).toMatchObject({ outcome: 'Failed', failure: { class: 'JobNameTakenError', cause: expect.stringContaining(JOB) } });
    expect(services.jobs.stopped).toEqual([]);
    expect(services.jobs.created).toEqual([]);
  });

  it('async Lambda retried after success: the upload that was taken already costs nothing more', async () => {
    const { invoked, outcomes, requests, versions, world, violations } = await live([upload(1)], {
      faults: atCall('acceptDataset', 'start', { kind: 'dies after' }),
    });

    expect([invoked('acceptDataset'), world.lambda.counts.deaths]).toEqual([2, 1]);
    expect(requests).toMatchObject([{ trigger: 'upload', status: 'done' }]);
    expect([outcomes, versions.length]).toEqual([['Succeeded'], 1]);
    expect(violations).toEqual([]);
  });

  it('redrive of a released run: it fails again, and neither its record nor the run after it is touched', async () => {
    const people = (['abort', 'redrive'] as const).map((kind, n) => ({ at: 60 * (n + 1), project: 'cars', kind }) as const);
    const { world, runs, outcomes, jobs, mails, violations } = await live([upload(1), upload(30, 'b'), ...people], { courseOf: () => completes(600) });

    const [again] = world.executions.of(world.trainModel.arn).filter(({ name }) => name === runs[0]?.run);
    expect(again).toMatchObject({ status: 'FAILED', redrives: [expect.any(Date)] });
    expect(outcomes).toEqual(['Cancelled', 'Succeeded']);
    expect(jobs.map(({ spec, status }) => [spec.run, status])).toEqual([
      [runs[0]?.run, 'Stopped'],
      [runs[1]?.run, 'Completed'],
    ]);
    expect(mails.map(({ outcomeOf }) => outcomeOf).sort()).toEqual(runs.map(({ run }) => run).sort());
    expect(violations).toEqual([]);
  });

  it('two runs promote at once: each version is registered once, and the newer data reign though the older version comes last', async () => {
    const deeds = [upload(1), upload(10, 'b'), { at: 18, project: 'cars', kind: 'abort' } as const];
    const { runs, outcomes, versions, world, violations } = await live(deeds, {
      faults: atCall('registerModel', 'createPackage', { seconds: 60 }),
      courseOf: () => completes(5),
    });

    expect(outcomes).toEqual(['Succeeded', 'Succeeded']);
    expect(versions).toEqual(runs.map(({ run }) => run));
    expect(world.journal.newest.get('PROJECT#cars PROJECT')).toMatchObject({ reigning: { run: runs[1]?.run, modelPackage: { version: 2 } } });
    expect(violations).toEqual([]);
  });

  it.each([[[2, 3]], [[3, 2]]])('two runs promote at once: of versions that are approved at one moment (told as %j) the newest reigns', async (order) => {
    const world = await givenVersions('Approved', 'PendingManualApproval', 'PendingManualApproval');
    for (const version of order) world.judge(version, 'Approved');

    await Promise.all(order.map((version) => world.tell(version)));

    expect(await world.reigning()).toBe(3);
    expect([await world.approvalOf(2), await world.approvalOf(3)]).toEqual(['Approved', 'Approved']);
  });

  it('256 KB payload: half a megabyte of data and findings travels as references', async () => {
    const rows = `${'1234567,1.2345678\n'.repeat(20_000)}${'neither a number nor short enough to be overlooked,1\n'.repeat(1000)}`;
    const { world, outcomes, runs, payloads, violations } = await live([upload(1, 'a', `age,price\n${rows}`)]);

    const kept = [...world.services.artifacts.objects.values()].reduce((sum, { length }) => sum + length, 0);
    expect(kept).toBeGreaterThan(400_000);
    expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThan(2000);
    expect(Math.max(...world.journal.entries.map(({ after = {} }) => JSON.stringify(after).length))).toBeLessThan(50_000);
    expect([outcomes, runs[0]?.dataset?.badRows]).toEqual([['Succeeded'], 1000]);
    expect(violations).toEqual([]);
  });

  it('SES down for an hour in the last step: the outcome stands at once, and each mail is sent once when SES is back', async () => {
    const { runs, outcomes, mails, world, versions, violations } = await live([upload(1)], { weather: { outage: { service: 'ses', from: 0, to: HOUR } } });

    const [execution] = world.executions.of(world.trainModel.arn);
    expect(execution?.ending).toMatchObject({ status: 'FAILED', error: 'MailsNotSent' });
    expect([outcomes, versions.length]).toEqual([['Succeeded'], 1]);
    expect(secondsBetween(runs[0]?.openedAt ?? '', runs[0]?.endedAt)).toBeLessThan(120);
    expect(mails).toMatchObject([{ subject: expect.stringContaining('registered'), status: 'sent' }]);
    expect(world.sent.map(({ time }) => (time - Date.parse(BEGIN)) / HOUR / 1000)).toEqual([expect.closeTo(1.2, 0)]);
    expect(violations).toEqual([]);
  });
});
