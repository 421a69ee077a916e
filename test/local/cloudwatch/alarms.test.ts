import { describe, expect, it } from '@jest/globals';
import { alarmWorld } from './alarm-world.ts';

describe('a new alarm', () => {
  it('has insufficient data, and says nothing until it is evaluated at the end of the minute', async () => {
    const world = alarmWorld();
    await world.alarm({ TreatMissingData: 'notBreaching' });

    const before = await world.state();
    await world.clock.advance(59);
    const silent = [...world.events];
    await world.clock.advance(1);

    expect(before).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', StateReason: 'Unchecked: Initial alarm creation', ActionsEnabled: true });
    expect(silent).toEqual([]);
    expect(await world.state()).toMatchObject({
      StateValue: 'OK',
      StateReason: 'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    });
  });
});

describe('a figure beyond the threshold', () => {
  it('raises the alarm at once, in the words of CloudWatch', async () => {
    const world = alarmWorld();
    await world.alarm();
    await world.clock.advance(10);

    await world.put(3);

    expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> ALARM 00:10']);
    expect(await world.state()).toMatchObject({
      StateReason: 'Threshold Crossed: 1 datapoint [3.0 (22/11/26 10:00:00)] was greater than or equal to the threshold (1.0).',
      StateReasonData:
        '{"version":"1.0","queryDate":"2026-11-22T10:00:10.000+0000","startDate":"2026-11-22T10:00:00.000+0000","statistic":"Maximum","period":60,"recentDatapoints":[3.0],"threshold":1.0,"evaluatedDatapoints":[{"timestamp":"2026-11-22T10:00:00.000+0000","sampleCount":1.0,"value":3.0}]}',
    });
  });

  it.each([
    ['an average', { Statistic: 'Average' }, 3],
    ['a percentile', { Statistic: undefined, ExtendedStatistic: 'p90' }, 3],
    ['a sum that is too low', { Statistic: 'Sum', ComparisonOperator: 'LessThanThreshold' }, 0.5],
    ['a greatest value that is too low', { ComparisonOperator: 'LessThanThreshold' }, 0.5],
  ])('is judged at the end of the minute where a later figure could take it back: %s', async (_what, changes, value) => {
    const world = alarmWorld();
    await world.alarm(changes);
    await world.put(value);

    const silent = [...world.events];
    await world.clock.advance(60);

    expect(silent).toEqual([]);
    expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> ALARM 01:00']);
  });

  it('counts only with exactly the same dimensions', async () => {
    const world = alarmWorld();
    await world.alarm({ Dimensions: [] });
    await world.put(3);

    await world.clock.advance(120);

    expect(world.events).toEqual([]);
  });

  it('keeps the alarm for the evaluation range, three periods of one, and lets it go when it has left', async () => {
    const world = alarmWorld();
    await world.alarm({ TreatMissingData: 'notBreaching', Period: 300 });
    await world.put(1);

    await world.clock.advance(3600);

    expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> ALARM 00:00', 'ALARM -> OK 16:00']);
  });
});

describe('flapping', () => {
  it('every minute for a day is a transition every minute, each with its event', async () => {
    const world = alarmWorld();
    await world.alarm();

    for (let minute = 0; minute < 1440; minute += 1) {
      await world.put(minute % 2);
      await world.clock.advance(60);
    }

    expect(world.events).toHaveLength(1440);
    expect(world.transitions().slice(-2)).toEqual(['ALARM -> OK 59:00', 'OK -> ALARM 59:00']);
  });
});

describe('M out of N', () => {
  it('says how many of how many, and how many it takes', async () => {
    const world = alarmWorld();
    await world.alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Statistic: 'Average' });
    for (const value of [0, 2, 5]) {
      await world.put(value);
      await world.clock.advance(60);
    }

    const { StateReason: alarmed } = await world.state();
    for (const value of [0, 0]) {
      await world.put(value);
      await world.clock.advance(60);
    }

    expect(alarmed).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [5.0 (22/11/26 10:02:00), 2.0 (22/11/26 10:01:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect((await world.state())['StateReason']).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (22/11/26 10:04:00), 0.0 (22/11/26 10:03:00)] were not greater than or equal to the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).',
    );
  });

  it('takes a figure that comes late into the period to which it belongs', async () => {
    const world = alarmWorld();
    await world.alarm({ EvaluationPeriods: 2, Statistic: 'Average' });
    await world.clock.advance(180);
    await world.put(2, 60);

    await world.put(2, 120);

    expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> OK 03:00', 'OK -> ALARM 03:00']);
  });
});

describe('data that stops', () => {
  it.each([
    ['missing', ['INSUFFICIENT_DATA -> ALARM 00:00', 'ALARM -> INSUFFICIENT_DATA 04:00'], 'Insufficient Data: 3 datapoints were unknown.'],
    ['breaching', ['INSUFFICIENT_DATA -> ALARM 00:00'], expect.stringContaining('1 datapoint [2.0')],
    ['ignore', ['INSUFFICIENT_DATA -> ALARM 00:00'], expect.stringContaining('1 datapoint [2.0')],
    ['notBreaching', ['INSUFFICIENT_DATA -> ALARM 00:00', 'ALARM -> OK 04:00'], expect.stringContaining('[NonBreaching]')],
  ])('is treated as %s', async (TreatMissingData, transitions, reason) => {
    const world = alarmWorld();
    await world.alarm({ TreatMissingData });
    await world.put(2);

    await world.clock.advance(600);

    expect(world.transitions()).toEqual(transitions);
    expect((await world.state())['StateReason']).toEqual(reason);
  });
});

describe('an alarm that is changed', () => {
  it('keeps its state when it is put again, and loses a state set by hand at the next evaluation', async () => {
    const world = alarmWorld();
    await world.alarm();
    await world.put(2);

    await world.alarm({ Threshold: 10 });
    const { StateValue: kept } = await world.state();
    await world.clock.advance(60);
    await world.ask('SetAlarmState', { AlarmName: 'drift', StateValue: 'ALARM', StateReason: 'a test' });
    const { StateReason: set } = await world.state();
    await world.clock.advance(60);

    expect([kept, set]).toEqual(['ALARM', 'a test']);
    expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> ALARM 00:00', 'ALARM -> OK 01:00', 'OK -> ALARM 01:00', 'ALARM -> OK 02:00']);
  });

  it('leaves no timer behind when the last one is deleted', async () => {
    const world = alarmWorld();
    await world.alarm();

    await world.ask('DeleteAlarms', { AlarmNames: ['drift'] });

    expect(world.clock.pending).toBe(0);
    await expect(world.ask('DeleteAlarms', { AlarmNames: ['drift'] })).rejects.toMatchObject({ code: 'ResourceNotFound', status: 404 });
  });
});

it('is evaluated every ten seconds where its period is shorter than a minute', async () => {
  const world = alarmWorld();
  await world.alarm({ Period: 10, TreatMissingData: 'notBreaching' });

  await world.clock.advance(10);

  expect(world.transitions()).toEqual(['INSUFFICIENT_DATA -> OK 00:10']);
});
