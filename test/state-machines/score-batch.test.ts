import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as errors from '../../core/errors.ts';
import { FunctionFailure } from '../local/step-functions/laptop.ts';
import { definitionOf } from './definition-of.ts';
import { type Answers, playerOf } from './player.ts';

const SCORING = { project: 'cars', batch: 'cars-batch-0123456789ab', attempt: 1 };
const HAPPY: Answers = { CheckBatch: () => ({ next: 'go', transformTimeoutSeconds: 600 }), StartTransform: () => ({}) };
const { definition, tasks, play } = playerOf(definitionOf('score-batch'), SCORING, HAPPY);
const FAILED = ['FailBatch', 'SendFailureMails', 'BatchFailed'];

describe('score-batch', () => {
  it('is valid in the eyes of asl-validator', () => {
    const validate: (machine: unknown, options: object) => { readonly isValid: boolean; readonly errors: unknown } = createRequire(import.meta.url)(
      'asl-validator',
    );

    expect(validate(JSON.parse(definition), { checkArn: true, checkPaths: true })).toMatchObject({ isValid: true, errors: [] });
  });

  it('gives every task a time limit, retries with jitter for the ways in which Lambda dies, and a way out', () => {
    const DEATHS = ['Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError', 'Lambda.TooManyRequestsException', 'ThrottlingException'];
    const lacking = tasks.filter(([, { TimeoutSeconds, TimeoutSecondsPath, Retry, Catch }]) => {
      const patient = DEATHS.every((death) => Retry.some(({ ErrorEquals, JitterStrategy }) => ErrorEquals.includes(death) && JitterStrategy === 'FULL'));
      const caught = Catch.some(
        ({ ErrorEquals, Next }) => ErrorEquals.includes('States.ALL') && ['FailBatch', 'BatchNotRecorded', 'MailsNotSent'].includes(Next),
      );
      return !(patient && caught && (TimeoutSeconds !== undefined || TimeoutSecondsPath !== undefined));
    });

    expect(lacking.map(([name]) => name)).toEqual([]);
  });

  it('matches only error names that exist', () => {
    const OURS = /^(?!States|Lambda|Sandbox|Runtime)\w+Error$/;
    const AWS = ['InternalServerError', 'TimeoutError'];
    const named = tasks.flatMap(([, { Retry }]) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).filter((name) => OURS.test(name));

    expect(named.filter((name) => !AWS.includes(name) && !Object.keys(errors).includes(name))).toEqual([]);
  });

  it('takes six states and five functions when all goes well, and nothing polls', async () => {
    const { outcome, states, invoked } = await play();

    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(states).toEqual(['CheckBatch', 'CanScore', 'StartTransform', 'CollectPredictions', 'FinishBatch', 'SendMails']);
    expect(invoked).toHaveLength(5);
  });

  it('tells each function which attempt at which scoring it works for, and more only where it must', async () => {
    const { payloads } = await play();

    expect(payloads[0]).toEqual({ ...SCORING, execution: expect.stringContaining('execution:') });
    expect(payloads[1]).toEqual({ ...SCORING, token: expect.any(String) });
    expect(payloads.slice(2)).toEqual([SCORING, SCORING, SCORING]);
  });

  it('starts no job for a batch that is refused or overwritten', async () => {
    const { outcome, invoked } = await play({ CheckBatch: () => ({ next: 'finish', transformTimeoutSeconds: 600 }) }, { answers: [] });

    expect(invoked).toEqual(['CheckBatch', 'FinishBatch', 'SendMails']);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('begins a new job for each lack of capacity, and goes on once there is some', async () => {
    const { invoked, outcome } = await play({}, { answers: ['CapacityError', 'CapacityError', 'ok'] });

    expect(invoked.filter((name) => name === 'StartTransform')).toHaveLength(3);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('waits its turn where every machine is taken, and fails at once where the account may have none', async () => {
    const patient = await play({}, { answers: ['CapacityAwaitedError'] });
    const exhausted = await play({ StartTransform: () => new FunctionFailure('CapacityExhaustedError') });

    expect(patient.invoked.slice(0, 3)).toEqual(['CheckBatch', 'StartTransform', 'StartTransform']);
    expect(exhausted.invoked.slice(0, 3)).toEqual(['CheckBatch', 'StartTransform', 'FailBatch']);
    expect(exhausted.outcome).toMatchObject({ status: 'FAILED', error: 'BatchFailed' });
  });

  it.each(['TransformFailedError', 'TransformStoppedError'])('records a job that ended with %s as failed, and mails it', async (error) => {
    const { states, payloads, outcome } = await play({}, { answers: [error] });

    expect(states.slice(-3)).toEqual(FAILED);
    expect(payloads.at(-2)).toEqual({ ...SCORING, error: { Error: error, Cause: error } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'BatchFailed' });
  });

  it('fails a scoring whose job is heard of no more, at the time limit that the project sets', async () => {
    const { states, payloads } = await play({}, { answers: [] });

    expect(states.slice(-3)).toEqual(FAILED);
    expect(payloads.at(-2)).toMatchObject({ error: { Error: 'States.Timeout' } });
  });

  it.each(['CheckBatch', 'CollectPredictions', 'FinishBatch'])('leads to FailBatch when %s goes wrong', async (name) => {
    const { states, outcome } = await play({ [name]: () => new FunctionFailure('PredictionsMismatchError') });

    expect(states.slice(-4)).toEqual([name, ...FAILED]);
    expect(states.filter((each) => each === name)).toHaveLength(1);
    expect(outcome).toMatchObject({ status: 'FAILED' });
  });

  it.each(['Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.ExitError', 'RecordsBusyError'])('tries a step again after %s', async (death) => {
    const { invoked, outcome } = await play({ CheckBatch: (nth) => (nth === 1 ? new FunctionFailure(death) : HAPPY['CheckBatch']?.(nth)) });

    expect(invoked.slice(0, 2)).toEqual(['CheckBatch', 'CheckBatch']);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('ends with an error of its own when not even the failure can be recorded', async () => {
    const { outcome } = await play({ CheckBatch: () => new FunctionFailure('TypeError'), FailBatch: () => new FunctionFailure('TypeError') });

    expect(outcome).toMatchObject({ status: 'FAILED', error: 'BatchNotRecorded' });
  });

  it('does not call a scoring failed whose mails could not be sent', async () => {
    const { outcome, invoked } = await play({ SendMails: () => new FunctionFailure('MailNotSentError') });

    expect(invoked).not.toContain('FailBatch');
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'MailsNotSent' });
  });
});
