import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../local/plane.ts';
import { busWorld, csvLanded, deadLetterArn, functionArn, machineArn, payloadOf, queueArn, ruleArn } from './bus-world.ts';

describe('the event bus', () => {
  it('adds envelope, id, account, region and a time in seconds', () => {
    const { bus } = busWorld();

    const event = bus.publish(csvLanded);

    expect(event).toMatchObject({ version: '0', 'detail-type': 'Object Created', account: '123456789012', region: 'eu-west-1', time: '2026-11-20T10:15:00Z' });
    expect(event.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('invokes the function of a matching rule with the event as it is', async () => {
    const world = busWorld();
    world.rule();

    const event = world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.invoked.map(({ arn }) => arn)).toEqual([functionArn]);
    expect(payloadOf(world.invoked[0])).toEqual(event);
    expect(world.bus.history()).toEqual([{ event, deliveries: [{ rule: 'uploads', target: 'accept', status: 'delivered' }] }]);
  });

  it('leaves alone what no rule matches or what a disabled rule matches', async () => {
    const world = busWorld();
    world.rule({}, { state: 'DISABLED' });
    world.rule({}, { name: 'images', pattern: { source: ['aws.ecr'] } });

    const event = world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.bus.history()).toEqual([{ event, deliveries: [] }]);
  });

  it('asks the function policy, with rule and account as the source', async () => {
    const world = busWorld();
    world.rule();

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.authorized).toEqual([`events.amazonaws.com lambda:InvokeFunction ${functionArn}`]);
  });

  it('sends to a queue that lets it in', async () => {
    const world = busWorld();
    world.rule({ arn: queueArn, inputPath: '$.detail.object' });

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.sent).toEqual([expect.objectContaining({ queueArn, body: '{"key":"abalone/datasets/2026.csv","size":7}' })]);
    expect(world.authorized).toEqual([`events.amazonaws.com sqs:SendMessage ${queueArn}`]);
  });

  it('starts an execution in the role of the target', async () => {
    const world = busWorld();
    world.rule({ arn: machineArn, roleArn: 'arn:aws:iam::123456789012:role/starter', input: '{"project":"abalone"}' });

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.started).toEqual([{ machineArn, roleArn: 'arn:aws:iam::123456789012:role/starter', input: '{"project":"abalone"}' }]);
  });

  it('refuses a rule whose target nothing here can reach', () => {
    const world = busWorld();

    expect(() => world.rule({ arn: 'arn:aws:sns:eu-west-1:123456789012:topic' })).toThrow('delivers to Lambda, SQS and Step Functions');
  });
});

describe('a delivery that fails', () => {
  it('is tried again, each wait counted, until it succeeds', async () => {
    const world = busWorld({ failures: [new Error('busy'), new Error('busy')] });
    world.rule();

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.delays).toEqual([1, 2]);
    expect(world.invoked).toHaveLength(1);
  });

  it('ends in the dead-letter queue when the attempts are used up, with why and how often', async () => {
    const world = busWorld({ failures: [1, 2, 3].map(() => new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)) });
    world.rule({ deadLetterArn, retry: { attempts: 2, maximumAgeSeconds: 60 } });

    const event = world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.sent).toEqual([
      {
        queueArn: deadLetterArn,
        body: JSON.stringify(event),
        credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'secret' },
        attributes: {
          RULE_ARN: ruleArn,
          TARGET_ARN: functionArn,
          ERROR_CODE: 'THROTTLING',
          ERROR_MESSAGE: 'Rate Exceeded.',
          RETRY_ATTEMPTS: '2',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        },
      },
    ]);
    expect(world.bus.history()[0]?.deliveries).toEqual([{ rule: 'uploads', target: 'accept', status: 'dead-lettered', error: 'THROTTLING: Rate Exceeded.' }]);
  });

  it('ends when the event is too old', async () => {
    const clock = [0, 40, 80].map((seconds) => new Date(seconds * 1000));
    const world = busWorld({ failures: [new Error('busy'), new Error('busy')], clock: () => clock.shift() ?? new Date(NaN) });
    world.rule({ deadLetterArn, retry: { attempts: 9, maximumAgeSeconds: 60 } });

    world.bus.publish({ ...csvLanded, time: new Date(0) });
    await world.bus.idle();

    expect(world.sent[0]?.attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds', RETRY_ATTEMPTS: '1' });
  });

  it('goes to the dead-letter queue at once where the function does not let the bus in', async () => {
    const world = busWorld({ denied: ['lambda:InvokeFunction'] });
    world.rule({ deadLetterArn });

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.delays).toEqual([]);
    expect(world.sent[0]?.attributes).toMatchObject({ ERROR_CODE: 'NO_PERMISSIONS', RETRY_ATTEMPTS: '0' });
    expect(world.sent[0]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  it('goes to the dead-letter queue at once where the function is not there', async () => {
    const world = busWorld({ failures: [new AwsError('ResourceNotFoundException', 'Function not found', 404)] });
    world.rule({ deadLetterArn });

    world.bus.publish(csvLanded);
    await world.bus.idle();

    expect(world.sent[0]?.attributes).toMatchObject({ ERROR_CODE: 'NO_RESOURCE' });
  });

  it('is dropped without a dead-letter queue, or where that does not take it, and the history says so', async () => {
    const world = busWorld({ denied: ['lambda:InvokeFunction', 'sqs:SendMessage'] });
    world.rule();
    world.rule({ deadLetterArn }, { name: 'again' });

    world.bus.publish(csvLanded);
    await world.bus.idle();

    const deliveries = world.bus.history()[0]?.deliveries ?? [];
    expect(deliveries.map(({ rule, status }) => [rule, status])).toEqual([
      ['uploads', 'dropped'],
      ['again', 'dropped'],
    ]);
    expect(deliveries[1]?.error).toContain('its dead-letter queue did not take it');
  });
});
