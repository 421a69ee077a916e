import { describe, expect, it } from '@jest/globals';
import { checkDefinition } from '../../../local/step-functions/check-definition.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { FunctionFailure, laptop } from './laptop.ts';
import { settled } from './virtual-clock.ts';

/** The file as deployed, every substitution standing for the function of that name. */
const deployed = JSON.stringify(definitionOf('train-model')).replace(/\$\{([A-Za-z]+)\}/g, 'arn:aws:lambda:eu-west-1:123456789012:function:$1');

/** Functions that only answer; `answers` changes what one of them says. */
function story(answers: Readonly<Record<string, unknown>> = {}) {
  const invoked: string[] = [];
  const usual: Readonly<Record<string, unknown>> = {
    ClaimRequests: { next: 'go', trainingTimeoutSeconds: 3600 },
    PrepareDataset: { next: 'go' },
    EvaluateModel: { passed: true },
    ...answers,
  };
  let token = '';
  const cloud = laptop((payload, arn) => {
    const name = arn.split(':').at(-1) ?? '';
    invoked.push(name);
    if (name === 'StartTraining' && typeof payload === 'object' && payload !== null && 'token' in payload) token = String(payload.token);
    return usual[name] ?? {};
  });
  cloud.define(deployed);
  return { ...cloud, invoked, answer: () => cloud.call('SendTaskSuccess', { taskToken: token, output: '{}' }) };
}

describe('train-model', () => {
  it('is a definition that Step Functions takes', () => {
    expect(() => checkDefinition(deployed)).not.toThrow();
    expect(Object.keys(checkDefinition(deployed).States)).toContain('StartTraining');
  });

  it('goes from upload to mail in at most 14 transitions, waiting for the training job in between', async () => {
    const { start, clock, outcome, answer, invoked, stepFunctions } = story();

    const arn = await start({ project: 'abalone', run: 'abalone-1-abcdef' }, 'abalone-1-abcdef');
    await clock.advance(5);
    const training = await outcome(arn);
    await answer();
    await settled();

    expect(training['status']).toBe('RUNNING');
    expect(await outcome(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(invoked).toEqual(['ClaimRequests', 'PrepareDataset', 'StartTraining', 'EvaluateModel', 'RegisterModel', 'FinishRun', 'SendMails']);
    expect(stepFunctions.transitions(arn)).toBeLessThanOrEqual(14);
  });

  it('finishes without a training job where there is nothing to train on', async () => {
    const { start, clock, outcome, invoked } = story({ PrepareDataset: { next: 'finish' } });

    const arn = await start({ project: 'abalone', run: 'abalone-2-abcdef' }, 'abalone-2-abcdef');
    await clock.advance(5);

    expect(await outcome(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(invoked).toEqual(['ClaimRequests', 'PrepareDataset', 'FinishRun', 'SendMails']);
  });

  it('hands a technical error to FailRun, mails, and fails', async () => {
    const { start, clock, outcome, invoked } = story({ PrepareDataset: new FunctionFailure('SomethingNewError') });

    const arn = await start({ project: 'abalone', run: 'abalone-3-abcdef' }, 'abalone-3-abcdef');
    await clock.advance(600);

    expect(await outcome(arn)).toMatchObject({ status: 'FAILED', error: 'RunFailed' });
    expect(invoked.slice(2)).toEqual(['FailRun', 'SendMails']);
  });
});
