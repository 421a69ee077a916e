import { describe, expect, it } from '@jest/globals';
import { answerJob } from '../../core/answer-job.ts';
import { cancelRun } from '../../core/cancel-run.ts';
import { commandProject } from '../../core/command-project.ts';
import { failRun } from '../../core/fail-run.ts';
import { finishRun } from '../../core/finish-run.ts';
import type { Write } from '../../core/ports.ts';
import { startTraining } from '../../core/start-training.ts';
import sample from '../../events/cancel-asked.sample.json' with { type: 'json' };
import { CancelAsked } from '../../events/cancel-asked.ts';
import { Command } from '../../events/command.ts';
import { attempt, givenRun, JOB, PREPARED, RUN, STEP } from '../world/given-run.ts';
import { GROUP_PREFIX } from './protocol-world.ts';

const order = CancelAsked.parse({ ...sample, ...STEP });
const step = { ...STEP, token: 'token-1' };
const CANCELLED = { who: order.who, why: order.why, at: '2026-11-21T10:00:00.000Z' };
/** Without a request's record to close. */
const TRAINABLE = { ...PREPARED, requests: [] };

describe('cancelling a run', () => {
  it('marks it, tells who and why in the audit trail, and stops its job; the answer to the token ends it', async () => {
    const { services, run, audit } = await givenRun({ run: TRAINABLE });
    await startTraining(step, '', services);

    const answer = await cancelRun(order, services);

    expect(answer).toEqual({ became: 'cancelling', ...STEP });
    expect(services.jobs.stopped).toEqual([JOB]);
    expect(await run()).toMatchObject({ status: 'Training', cancelled: { who: 'ann@example.com', why: 'trained on the wrong file' } });
    expect((await audit()).find(({ what }) => what === 'cancel asked for')).toMatchObject({ who: 'ann@example.com', why: 'trained on the wrong file' });

    services.jobs.change(JOB, { status: 'Stopped', secondaryStatus: 'Stopped' });
    await answerJob(JOB, services);
    expect(services.tokens.answers).toMatchObject([{ token: 'token-1', error: 'RunCancelledError' }]);

    expect(await finishRun(STEP, services)).toMatchObject({ outcome: 'Cancelled' });
    expect(await run()).toMatchObject({
      outcome: 'Cancelled',
      attempts: [{ status: 'Stopped' }],
      verdict: { reason: 'ann@example.com cancelled the run.', details: ['Reason given: trained on the wrong file'] },
    });
  });

  it('mails its owners who cancelled it and why', async () => {
    const { services, records } = await givenRun({ run: { ...TRAINABLE, cancelled: CANCELLED } });

    await finishRun(STEP, services);

    const [mail] = await records.query(`MAIL#${RUN}`, '');
    expect(mail?.['subject']).toBe('abalone: run cancelled');
    expect(mail?.['text']).toContain('ann@example.com cancelled the run.');
    expect(mail?.['text']).toContain('Reason given: trained on the wrong file');
  });

  it('stops the job again when it is asked for twice, and changes nothing else', async () => {
    const { services, run } = await givenRun({ run: { ...TRAINABLE, status: 'Training', attempts: [attempt()] } });
    await cancelRun(order, services);
    const before = await run();

    const again = await cancelRun({ ...order, who: 'bob@example.com' }, services);

    expect(again.became).toBe('already');
    expect(services.jobs.stopped).toEqual([JOB, JOB]);
    expect(await run()).toEqual(before);
  });

  it.each([
    ['ended', { status: 'Ended', outcome: 'Rejected' }, 'Rejected'],
    ['decided', { status: 'Registering' }, 'Succeeded'],
    ['decided', { status: 'Registered', modelPackage: { arn: 'arn', version: 3, approval: 'Approved' } }, 'Succeeded'],
    ['decided', { verdict: { outcome: 'Refused', reason: 'Too few rows.', details: [], nextStep: '' } }, 'Refused'],
  ] as const)('comes too late for a run that is %s: nothing changes', async (became, state, outcome) => {
    const { services, run } = await givenRun({ run: { ...TRAINABLE, ...structuredClone<object>(state) } });
    const before = await run();

    expect(await cancelRun(order, services)).toEqual({ became, ...STEP, outcome });
    expect(await run()).toEqual(before);
    expect(services.jobs.stopped).toEqual([]);
  });

  it('is what the command says that commandProject takes', async () => {
    const { services, run } = await givenRun({ run: { ...TRAINABLE, status: 'Training', attempts: [attempt()] } });

    expect(await commandProject(Command.parse({ ...sample, ...STEP, token: 'token-1' }), services)).toMatchObject({ became: 'cancelling' });
    expect(await run()).toMatchObject({ cancelled: { who: 'ann@example.com' } });
  });

  it('cannot be done to a run that nobody knows', async () => {
    const { services } = await givenRun();

    await expect(cancelRun({ ...order, run: 'abalone-9-zzzzzz' }, services)).rejects.toThrow('the records hold no run abalone-9-zzzzzz');
  });

  it('comes too late where the run ends between the look and the mark', async () => {
    const { services, run } = await givenRun({ run: TRAINABLE });
    const { write } = services.records;
    Object.assign(services.records, {
      write: async (...writes: readonly Write[]) => {
        Object.assign(services.records, { write });
        await failRun({ ...STEP, error: { Error: 'TypeError', Cause: '' } }, GROUP_PREFIX, services);
        return write(...writes);
      },
    });

    expect(await cancelRun(order, services)).toMatchObject({ became: 'ended', outcome: 'Failed' });
    expect(await run()).not.toHaveProperty('cancelled');
  });
});
