import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import * as errors from '../../core/errors.ts';
import { FunctionFailure } from '../local/step-functions/laptop.ts';
import { definitionOf } from './definition-of.ts';
import { type Answers, playerOf } from './player.ts';

const HAPPY: Answers = {
  ClaimRequests: () => ({ next: 'go', trainingTimeoutSeconds: 600, requests: 1 }),
  PrepareDataset: () => ({ next: 'go' }),
  StartTraining: () => ({}),
  EvaluateModel: () => ({ passed: true }),
};
const { definition, tasks, play } = playerOf(definitionOf('train-model'), { project: 'cars', run: 'cars-1-abcdef' }, HAPPY);
const FAILED = ['FailRun', 'SendFailureMails', 'RunFailed'];

describe('train-model', () => {
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
      const caught = Catch.some(({ ErrorEquals, Next }) => ErrorEquals.includes('States.ALL') && ['FailRun', 'RunNotRecorded', 'MailsNotSent'].includes(Next));
      return !(patient && caught && (TimeoutSeconds !== undefined || TimeoutSecondsPath !== undefined));
    });

    expect(lacking.map(([name]) => name)).toEqual([]);
  });

  it('matches only error names that exist', () => {
    const OURS = /^(?!States|Lambda|Sandbox|Runtime)\w+Error$/;
    const AWS = ['InternalServerError', 'TimeoutError'];
    const named = tasks.flatMap(([, { Retry, Catch }]) => [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals)).filter((name) => OURS.test(name));

    expect(named.filter((name) => !AWS.includes(name) && !Object.keys(errors).includes(name))).toEqual([]);
  });

  it('takes eleven states and seven functions when all goes well, and nothing polls', async () => {
    const { outcome, states, invoked } = await play();

    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(states).toEqual([
      'SettleUploads',
      'ClaimRequests',
      'CanPrepare',
      'PrepareDataset',
      'CanTrain',
      'StartTraining',
      'EvaluateModel',
      'PassedThresholds',
      'RegisterModel',
      'FinishRun',
      'SendMails',
    ]);
    expect(invoked).toHaveLength(7);
  });

  it('tells each function the project and the run, and more only where it must', async () => {
    const { payloads } = await play();

    expect(payloads[0]).toEqual({ project: 'cars', run: 'cars-1-abcdef', execution: expect.stringContaining('execution:') });
    expect(payloads[1]).toEqual({ project: 'cars', run: 'cars-1-abcdef' });
    expect(payloads[2]).toEqual({ project: 'cars', run: 'cars-1-abcdef', token: expect.any(String) });
  });

  it.each([
    ['nothing to read', { ClaimRequests: () => ({ next: 'finish', trainingTimeoutSeconds: 600 }) }, ['ClaimRequests', 'FinishRun', 'SendMails']],
    ['data that cannot be trained on', { PrepareDataset: () => ({ next: 'finish' }) }, ['ClaimRequests', 'PrepareDataset', 'FinishRun', 'SendMails']],
  ])('starts no job for %s', async (_, answers, functions) => {
    const { outcome, invoked } = await play(answers, { answers: [] });

    expect(invoked).toEqual(functions);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('registers nothing that missed a threshold', async () => {
    const { invoked, states } = await play({ EvaluateModel: () => ({ passed: false }) });

    expect(invoked).not.toContain('RegisterModel');
    expect(states.slice(-2)).toEqual(['FinishRun', 'SendMails']);
  });

  it('begins a new attempt for each lack of capacity, and goes on once there is some', async () => {
    const { invoked, outcome } = await play({}, { answers: ['CapacityError', 'CapacityError', 'ok'] });

    expect(invoked.filter((name) => name === 'StartTraining')).toHaveLength(3);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each(['AlgorithmError', 'MaxRuntimeExceededError', 'TrainingStoppedError', 'ClientError'])(
    'records a job that ended with %s as failed, and mails it',
    async (error) => {
      const { states, payloads, outcome } = await play({}, { answers: [error] });

      expect(states.slice(-3)).toEqual(FAILED);
      expect(payloads.at(-2)).toEqual({ project: 'cars', run: 'cars-1-abcdef', error: { Error: error, Cause: error } });
      expect(outcome).toMatchObject({ status: 'FAILED', error: 'RunFailed' });
    },
  );

  it('finishes a cancelled run whose job has ended as a run that came to a judgement, not as a failure', async () => {
    const { states, outcome } = await play({}, { answers: ['RunCancelledError'] });

    expect(states.slice(-3)).toEqual(['StartTraining', 'FinishRun', 'SendMails']);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('fails a run whose job is heard of no more, at the time limit that the project sets', async () => {
    const { states, payloads } = await play({}, { answers: [] });

    expect(states.slice(-3)).toEqual(FAILED);
    expect(payloads.at(-2)).toMatchObject({ error: { Error: 'States.Timeout' } });
  });

  it.each(['ClaimRequests', 'PrepareDataset', 'EvaluateModel', 'RegisterModel', 'FinishRun'])('leads to FailRun when %s goes wrong', async (name) => {
    const { states, outcome } = await play({ [name]: () => new FunctionFailure('TypeError') });

    expect(states.slice(-4)).toEqual([name, ...FAILED]);
    expect(outcome).toMatchObject({ status: 'FAILED' });
  });

  it.each(['Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.ExitError', 'ThrottlingException', 'RecordsBusyError'])(
    'tries a step again after %s',
    async (death) => {
      const { invoked, outcome } = await play({ ClaimRequests: (nth) => (nth === 1 ? new FunctionFailure(death) : HAPPY['ClaimRequests']?.(nth)) });

      expect(invoked.slice(0, 2)).toEqual(['ClaimRequests', 'ClaimRequests']);
      expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    },
  );

  it('ends with an error of its own when not even the failure can be recorded', async () => {
    const { outcome } = await play({ ClaimRequests: () => new FunctionFailure('TypeError'), FailRun: () => new FunctionFailure('TypeError') });

    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RunNotRecorded' });
  });

  it('does not call a run failed whose mails could not be sent', async () => {
    const { outcome, invoked } = await play({ SendMails: () => new FunctionFailure('MailNotSentError') });

    expect(invoked).not.toContain('FailRun');
    expect(invoked.filter((name) => name === 'SendMails')).toHaveLength(5);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'MailsNotSent' });
  });
});
