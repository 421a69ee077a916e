import { describe, expect, it } from '@jest/globals';
import { alarmWorld, TOPIC } from './alarm-world.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-onDriftAlarm';
const alarmArn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:drift';

describe('the event of a transition', () => {
  it('has the shape that EventBridge documents', async () => {
    const world = alarmWorld();
    await world.alarm({ AlarmDescription: 'too much drift', Metrics: undefined });

    await world.put(1);

    expect(world.events).toEqual([
      {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [alarmArn],
        time: new Date('2026-11-22T10:00:00Z'),
        detail: {
          alarmName: 'drift',
          configuration: {
            description: 'too much drift',
            metrics: [
              {
                id: expect.stringMatching(/^[0-9a-f-]{36}$/),
                metricStat: { metric: { namespace: 'MLOps', name: 'DriftedShare', dimensions: { Model: 'churn' } }, period: 60, stat: 'Maximum' },
                returnData: true,
              },
            ],
          },
          previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', timestamp: '2026-11-22T10:00:00.000+0000' },
          state: {
            value: 'ALARM',
            reason: expect.stringContaining('Threshold Crossed: 1 datapoint [1.0'),
            reasonData: expect.stringContaining('"version":"1.0"'),
            timestamp: '2026-11-22T10:00:00.000+0000',
          },
        },
      },
    ]);
  });

  it('names the query where the alarm was made with Metrics', async () => {
    const world = alarmWorld();
    const Metric = { Namespace: 'MLOps', MetricName: 'DriftedShare', Dimensions: [{ Name: 'Model', Value: 'churn' }] };
    const direct = { Namespace: undefined, MetricName: undefined, Dimensions: undefined, Statistic: undefined, Period: undefined };
    await world.alarm({ ...direct, Metrics: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }] });

    await world.put(1);

    expect(world.events[0]?.detail).toMatchObject({ configuration: { metrics: [{ id: 'm1' }] } });
    expect(await world.state()).toMatchObject({ Metrics: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Maximum' }, ReturnData: true }] });
  });
});

describe('an action', () => {
  it('invokes a function with what CloudWatch sends, on the transition to its state only', async () => {
    const world = alarmWorld();
    await world.alarm({ AlarmActions: [functionArn] });
    await world.put(1);
    await world.put(1);
    await world.cloudwatch.idle();

    expect(world.invoked).toEqual([
      {
        arn: functionArn,
        payload: {
          ...{ source: 'aws.cloudwatch', alarmArn, accountId: '123456789012', region: 'eu-west-1', time: '2026-11-22T10:00:00.000+0000' },
          alarmData: world.events[0]?.detail,
        },
      },
    ]);
  });

  it('that the function does not allow is told and kept in the history', async () => {
    const world = alarmWorld(['lambda:InvokeFunction']);
    await world.alarm({ AlarmActions: [functionArn] });
    await world.put(1);
    await world.cloudwatch.idle();

    const { AlarmHistoryItems } = await world.ask('DescribeAlarmHistory', { AlarmName: 'drift', HistoryItemType: 'Action' });

    expect(world.invoked).toEqual([]);
    expect(world.troubles).toEqual([expect.stringContaining(`alarm drift could not invoke ${functionArn}`)]);
    expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: `Failed to execute action ${functionArn}` }]);
  });

  it('that names a topic is mailed to every address of it, with what CloudWatch writes', async () => {
    const world = alarmWorld();
    await world.alarm({ AlarmActions: [TOPIC], AlarmDescription: 'Too much drift.' });

    await world.put(1);
    await world.put(1);
    await world.cloudwatch.idle();

    expect(world.mails.map(({ from, to, subject }) => [from, to, subject])).toEqual(
      ['ann@example.com', 'bob@example.com'].map((to) => ['no-reply@sns.amazonaws.com', [to], 'ALARM: "drift" in eu-west-1']),
    );
    expect(world.mails[0]?.text).toContain('- Description:                Too much drift.');
    expect(world.mails[0]?.text).toContain('- State Change:               INSUFFICIENT_DATA -> ALARM');
    expect(world.troubles).toEqual([]);
  });

  it.each([
    ['that is not there', 'arn:aws:sns:eu-west-1:123456789012:nobody', [], 'Topic does not exist'],
    ['whose policy does not let CloudWatch publish', TOPIC, ['sns:Publish'], 'not authorized'],
  ])('that names a topic %s is told and kept in the history', async (_, arn, denied, reason) => {
    const world = alarmWorld(denied);
    await world.alarm({ AlarmActions: [arn] });

    await world.put(1);
    await world.cloudwatch.idle();

    const { AlarmHistoryItems } = await world.ask('DescribeAlarmHistory', { AlarmName: 'drift', HistoryItemType: 'Action' });
    expect(world.troubles).toEqual([expect.stringContaining(`alarm drift could not publish to ${arn}`)]);
    expect(world.troubles[0]).toContain(reason);
    expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: `Failed to execute action ${arn}` }]);
    expect(world.mails).toEqual([]);
  });

  it('does not happen while actions are disabled', async () => {
    const world = alarmWorld();
    await world.alarm({ AlarmActions: [functionArn], TreatMissingData: 'notBreaching' });
    await world.ask('DisableAlarmActions', { AlarmNames: ['drift', 'nobody'] });
    await world.put(1);
    await world.clock.advance(300);
    await world.ask('EnableAlarmActions', { AlarmNames: ['drift'] });

    await world.put(1);
    await world.cloudwatch.idle();

    expect(world.transitions()).toHaveLength(3);
    expect(world.invoked).toHaveLength(1);
  });
});

describe('the history', () => {
  it('tells of creation, transitions and changes, newest first and page by page', async () => {
    const world = alarmWorld();
    await world.alarm();
    await world.put(1);
    await world.alarm();

    const first = await world.ask('DescribeAlarmHistory', { AlarmName: 'drift', MaxRecords: 2 });
    const second = await world.ask('DescribeAlarmHistory', { AlarmName: 'drift', MaxRecords: 2, NextToken: first['NextToken'] });

    expect(first['AlarmHistoryItems']).toMatchObject([
      { HistoryItemType: 'ConfigurationUpdate', HistorySummary: 'Alarm "drift" updated' },
      { HistoryItemType: 'StateUpdate', HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' },
    ]);
    expect(second).toMatchObject({ AlarmHistoryItems: [{ HistorySummary: 'Alarm "drift" created' }] });
    expect(second['NextToken']).toBeUndefined();
    await expect(world.ask('DescribeAlarmHistory', { NextToken: 'made up' })).rejects.toMatchObject({ code: 'InvalidNextToken' });
  });
});
