import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../local/plane.ts';
import { type BusWorld, busWorld, deadLetterArn, functionArn, payloadOf, ruleArn } from './bus-world.ts';

const call = ({ bus }: BusWorld, action: string, input: Facts) =>
  bus.call({ service: 'events', action, input, identity: { kind: 'operator', arn: 'arn:aws:iam::123456789012:user/operator' }, requestId: 'request' });
const entry = { Source: 'nacre', DetailType: 'Asked', Detail: '{"project":"abalone"}' };

describe('PutEvents', () => {
  it('publishes an entry and answers its id', async () => {
    const world = busWorld();
    world.rule({}, { pattern: { source: ['nacre'] } });

    const answer = await call(world, 'PutEvents', { Entries: [{ ...entry, Resources: ['arn:a'], Time: 1_763_633_700 }] });
    await world.bus.idle();

    const event = payloadOf(world.invoked[0]);
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: event.id }] });
    expect(event).toMatchObject({
      source: 'nacre',
      'detail-type': 'Asked',
      detail: { project: 'abalone' },
      resources: ['arn:a'],
      time: '2025-11-20T10:15:00Z',
    });
  });

  it.each([
    ['a source of AWS', { ...entry, Source: 'aws.s3' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
    ['a detail that is no object', { ...entry, Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    ['a detail that is no JSON', { ...entry, Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['no source', { ...entry, Source: '' }, 'InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
  ])('refuses %s alone', async (_, bad, ErrorCode, ErrorMessage) => {
    const world = busWorld();

    const answer = await call(world, 'PutEvents', { Entries: [bad, entry] });

    expect(answer).toEqual({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }, { EventId: expect.any(String) }] });
    expect(world.bus.history()).toHaveLength(1);
  });

  it.each([
    ['more than ten entries', Array.from({ length: 11 }, () => entry), 'ValidationException'],
    ['more than a megabyte', [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) }], 'ValidationException'],
    ['another bus', [{ ...entry, EventBusName: 'orders' }], 'ResourceNotFoundException'],
  ])('refuses %s as a whole', async (_, Entries, code) => {
    const world = busWorld();

    await expect(call(world, 'PutEvents', { Entries })).rejects.toMatchObject({ code });
    expect(world.bus.history()).toEqual([]);
  });
});

describe('the API of the bus', () => {
  it('lists rules and their targets as they were defined', async () => {
    const world = busWorld();
    world.rule({ deadLetterArn });

    const rules = await call(world, 'ListRules', { NamePrefix: 'up' });
    const targets = await call(world, 'ListTargetsByRule', { Rule: 'uploads' });

    expect(rules).toEqual({ Rules: [{ Name: 'uploads', Arn: ruleArn, State: 'ENABLED', EventBusName: 'default', EventPattern: '{"source":["aws.s3"]}' }] });
    expect(targets).toEqual({
      Targets: [
        { Id: 'accept', Arn: functionArn, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: deadLetterArn } },
      ],
    });
  });

  it('switches a rule off and on', async () => {
    const world = busWorld();
    world.rule();

    await call(world, 'DisableRule', { Name: 'uploads' });
    const off = await call(world, 'DescribeRule', { Name: 'uploads' });
    await call(world, 'EnableRule', { Name: 'uploads' });
    const on = await call(world, 'DescribeRule', { Name: 'uploads' });

    expect([off['State'], on['State']]).toEqual(['DISABLED', 'ENABLED']);
  });

  it('tests a pattern against an event', async () => {
    const world = busWorld();
    const event = world.bus.publish({ source: 'nacre', detailType: 'Asked', resources: [], detail: { n: 1 } });
    const test = (pattern: string) => call(world, 'TestEventPattern', { Event: JSON.stringify(event), EventPattern: pattern });

    expect(await test('{"detail":{"n":[1]}}')).toEqual({ Result: true });
    expect(await test('{"detail":{"n":[2]}}')).toEqual({ Result: false });
    await expect(test('{"detail":{"n":1}}')).rejects.toMatchObject({ code: 'InvalidEventPatternException' });
  });

  it.each([
    ['a rule that is not there', 'DescribeRule', 'ResourceNotFoundException'],
    ['an action that it does not have', 'PutRule', 'NotImplementedLocally'],
  ])('refuses %s', async (_, action, code) => {
    await expect(call(busWorld(), action, { Name: 'none' })).rejects.toMatchObject({ code });
  });
});
