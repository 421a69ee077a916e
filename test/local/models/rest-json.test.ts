import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRestCall, writeRestAnswer } from '../../../local/models/rest-json.ts';
import { createModels } from '../../../local/models/service-model.ts';

const models = createModels({ root: resolve(import.meta.dirname, '../../..') });
const request = (
  method: string,
  path: string,
  rest: { readonly query?: readonly (readonly [string, string])[]; readonly headers?: readonly (readonly [string, string])[]; readonly body?: string } = {},
) => ({
  method,
  path,
  query: rest.query ?? [],
  headers: new Map(rest.headers ?? []),
  body: Buffer.from(rest.body ?? ''),
});

function read(service: string, given: ReturnType<typeof request>) {
  const model = models.of(service);
  if (model === undefined) throw new Error(`there is no model of ${service}`);
  return readRestCall(model, given);
}

describe('a REST call', () => {
  it('gathers its input from path, query, headers and body', () => {
    const invoked = read(
      'lambda',
      request('POST', '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af/invocations', {
        query: [['Qualifier', 'live']],
        headers: [['x-amz-invocation-type', 'Event']],
        body: '{"a":1}',
      }),
    );

    expect(invoked).toEqual({
      action: 'Invoke',
      input: { FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f', InvocationType: 'Event', Qualifier: 'live', Payload: Buffer.from('{"a":1}') },
    });
  });

  it('turns numbers of the query into numbers', () => {
    expect(read('lambda', request('GET', '/2015-03-31/functions/', { query: [['MaxItems', '5']] }))).toEqual({
      action: 'ListFunctions',
      input: { MaxItems: 5 },
    });
  });

  it('reads a JSON body into the members beside the path', () => {
    const created = read('scheduler', request('POST', '/schedules/nightly', { body: '{"ScheduleExpression":"rate(1 day)"}' }));

    expect(created).toEqual({ action: 'CreateSchedule', input: { Name: 'nightly', ScheduleExpression: 'rate(1 day)' } });
  });

  it('is unknown where no operation has its path', () => {
    expect(read('scheduler', request('GET', '/nothing/here'))).toBeUndefined();
  });
});

describe('a REST answer', () => {
  it('lays an invocation out over status, headers and body', () => {
    const model = models.of('lambda');
    const answer = model && writeRestAnswer(model, 'Invoke', { StatusCode: 200, FunctionError: 'Unhandled', Payload: '{"errorType":"E"}' });

    expect(answer).toEqual({ status: 200, headers: { 'X-Amz-Function-Error': 'Unhandled' }, body: '{"errorType":"E"}' });
  });
});
