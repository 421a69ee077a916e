import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { classifyFailure } from '../../core/classify-failure.ts';
import * as errors from '../../core/errors.ts';

const classify = (name: string, cause = 'x') => classifyFailure({ Error: name, Cause: cause }, []);

describe('classifyFailure', () => {
  it.each([
    'CapacityError',
    'CapacityExhaustedError',
    'CapacityAwaitedError',
    'InternalServerError',
    'Lambda.Unknown',
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    'States.Timeout',
    'States.HeartbeatTimeout',
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'TransactionConflictException',
    'RecordsBusyError',
    'RunNotRecorded',
    'BatchNotRecorded',
    'ServiceUnavailable',
    'SlowDown',
    'TimeoutError',
    'ECONNRESET',
  ])('takes %s as passing', (name) => {
    expect(classify(name).transient).toBe(true);
  });

  it.each([
    'AlgorithmError',
    'ClientError',
    'MaxRuntimeExceededError',
    'TrainingStoppedError',
    'ImageNotFoundError',
    'EvaluationMalformedError',
    'MetricMissingError',
    'AccessDeniedException',
    'Lambda.AccessDeniedException',
    'ValidationException',
    'ExecutionTimedOut',
    'TransformFailedError',
    'TransformStoppedError',
    'TransformTooLongError',
    'PredictionsMismatchError',
    'ModelArtifactMissingError',
    'ModelArtifactChangedError',
    'BaselineUnreadableError',
    'BatchGoneError',
    'States.DataLimitExceeded',
    'TypeError',
  ])('takes %s as lasting', (name) => {
    expect(classify(name).transient).toBe(false);
  });

  it('says something that can be done for every class', () => {
    const names = [...Object.keys(errors), 'AlgorithmError', 'ClientError', 'TypeError'];

    expect(names.filter((name) => !classify(name).nextStep.endsWith('.'))).toEqual([]);
  });

  it('says of a training process that ended without a word how it ended', () => {
    const silent = classify('AlgorithmError', 'AlgorithmError: , exit code: 1');

    expect(silent).toMatchObject({ cause: 'The training process ended with exit code 1 and left no reason.', transient: false });
    expect(silent.nextStep).toContain('/opt/ml/output/failure');
  });

  it('says of a training process that was killed that it probably lacked memory', () => {
    const killed = classify('AlgorithmError', 'AlgorithmError: , exit code: 137');

    expect(killed).toMatchObject({ cause: expect.stringMatching(/was killed.*memory/), nextStep: expect.stringContaining('training.instanceTypes') });
  });

  it('repeats what the training code itself left as its reason', () => {
    expect(classify('AlgorithmError', 'AlgorithmError: ValueError: too few, exit code: 1').cause).toBe('AlgorithmError: ValueError: too few, exit code: 1');
  });

  it("gives a function's own message, without its stack", () => {
    const cause = JSON.stringify({ errorType: 'MetricMissingError', errorMessage: 'the job reported no "rmse"', trace: ['at secret.ts'] });

    expect(classify('MetricMissingError', cause).cause).toBe('the job reported no "rmse"');
  });

  it('keeps a cause that is plain text, some other JSON, or none', () => {
    expect(classify('AlgorithmError', 'exit code 1').cause).toBe('exit code 1');
    expect(classify('AlgorithmError', '{"a":1}').cause).toBe('{"a":1}');
    expect(classify('States.Timeout', '').cause).toBe('no cause was given');
  });

  it('cuts a cause that no mail can hold', () => {
    expect(classify('AlgorithmError', 'x'.repeat(30_000)).cause).toHaveLength(2004);
  });
});

describe('the errors', () => {
  it('carry their class name as a literal, so that a minifier cannot change it', async () => {
    const sources = await Promise.all(
      ['errors', 'capacity-errors', 'scoring-errors'].map((name) => readFile(new URL(`../../core/${name}.ts`, import.meta.url), 'utf8')),
    );
    const source = sources.join('');

    const literals = [...source.matchAll(/export class (\w+) extends Error \{\n {2}override readonly name = '(\w+)';/g)];

    expect(literals.map(([, name]) => name)).toEqual(literals.map(([, , literal]) => literal));
    expect(literals.map(([, name]) => name).toSorted()).toEqual(Object.keys(errors).toSorted());
  });
});
