import { describe, expect, it } from '@jest/globals';
import { functionArn, queueArn, schedulerWorld, target } from './scheduler-world.ts';

const scheduleArn = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly';
const once = { ScheduleExpression: 'at(2026-11-22T10:01:00)' };
const withInput = (Input: string, changes = {}) => ({ ...once, Target: { ...target, Input, ...changes } });
const placeholders =
  '{"arn":"<aws.scheduler.schedule-arn>","time":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","attempt":"<aws.scheduler.attempt-number>"}';

describe('the target', () => {
  it('gets the Input with its placeholders filled in, in the role of the schedule', async () => {
    const world = schedulerWorld();
    await world.schedule(withInput(placeholders));

    await world.clock.advance(60);

    expect(JSON.parse(world.invoked[0]?.payload ?? '')).toEqual({
      arn: scheduleArn,
      time: '2026-11-22T10:01:00Z',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      attempt: '1',
    });
    expect(world.authorized).toEqual([`${target.RoleArn}/nightly lambda:InvokeFunction ${functionArn}`]);
  });

  it('gets a notification where there is no Input', async () => {
    const world = schedulerWorld();
    await world.schedule(once);

    await world.clock.advance(60);

    expect(JSON.parse(world.invoked[0]?.payload ?? '')).toEqual({
      ...{ version: '0', id: expect.any(String), 'detail-type': 'Scheduled Event', source: 'aws.scheduler', account: '123456789012', region: 'eu-west-1' },
      ...{ time: '2026-11-22T10:01:00Z', resources: [scheduleArn], detail: '{}' },
    });
  });

  it('may be a queue, or the event bus', async () => {
    const world = schedulerWorld();
    const EventBridgeParameters = { Source: 'nacre', DetailType: 'Night Fell' };
    await world.schedule({ Name: 'queue', ...withInput('plain words', { Arn: queueArn }) });
    await world.schedule({ Name: 'bus', ...withInput('{"a":1}', { Arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default', EventBridgeParameters }) });

    await world.clock.advance(60);

    expect(world.sent).toMatchObject([{ queueArn, body: 'plain words' }]);
    expect(world.events).toEqual([
      { source: 'nacre', detailType: 'Night Fell', detail: { a: 1 }, resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/bus'] },
    ]);
  });
});

describe('a target that fails', () => {
  const retrying = (changes = {}) => withInput(placeholders, { RetryPolicy: { MaximumRetryAttempts: 2 }, ...changes });

  it('is tried again, and hears which attempt it is', async () => {
    const world = schedulerWorld({ failures: ['TooManyRequestsException', 'TooManyRequestsException'] });
    await world.schedule(retrying());

    await world.clock.advance(70);

    expect(world.invoked).toMatchObject([{ at: '2026-11-22T10:01:03' }]);
    expect(JSON.parse(world.invoked[0]?.payload ?? '')).toMatchObject({ attempt: '3' });
  });

  it('leaves its input in the dead-letter queue when the attempts are used up', async () => {
    const world = schedulerWorld({ failures: ['TooManyRequestsException', 'TooManyRequestsException', 'TooManyRequestsException'] });
    await world.schedule(retrying({ DeadLetterConfig: { Arn: queueArn } }));

    await world.clock.advance(70);

    expect(world.sent).toMatchObject([
      {
        queueArn,
        body: expect.stringContaining('"attempt":"3"'),
        attributes: {
          ...{ SCHEDULE_ARN: scheduleArn, TARGET_ARN: functionArn, SCHEDULED_TIME: '2026-11-22T10:01:00Z', RETRY_ATTEMPTS: '2' },
          ...{ ERROR_CODE: 'TooManyRequestsException', ERROR_MESSAGE: 'not now', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' },
        },
      },
    ]);
  });

  it('is given up at the age that the policy sets', async () => {
    const world = schedulerWorld({ failures: Array.from({ length: 100 }, () => 'TooManyRequestsException') });
    await world.schedule(withInput('1', { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: queueArn } }));

    await world.clock.advance(600);

    expect(world.sent).toMatchObject([{ attributes: { EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' } }]);
  });

  it('for lack of permission is not tried again, and said aloud where nothing keeps it', async () => {
    const world = schedulerWorld({ denied: ['lambda:InvokeFunction'] });
    await world.schedule(retrying());

    await world.clock.advance(70);

    expect(world.invoked).toEqual([]);
    expect(world.troubles).toEqual([expect.stringMatching(/^schedule default\/nightly did not reach .*; it has no dead-letter queue$/)]);
    expect(world.clock.pending).toBe(0);
  });
});

it('lets go of what waits when it is closed', async () => {
  const world = schedulerWorld({ failures: ['TooManyRequestsException'] });
  await world.schedule({ ...withInput('1'), ScheduleExpression: 'rate(1 minute)' });
  await world.clock.advance(0);

  world.scheduler.close();

  expect(world.clock.pending).toBe(0);
});
