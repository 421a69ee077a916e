import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { readQueryInput } from '../../../local/models/query-input.ts';
import { createModels } from '../../../local/models/service-model.ts';
import { wireAnswer } from '../../../local/models/wire-values.ts';

const model = createModels({ root: resolve(import.meta.dirname, '../../..') }).of('monitoring');
if (model === undefined) throw new Error('botocore has no model of CloudWatch; install the Python environment');

it('gathers flat parameters into lists and structures, each value as its model says', () => {
  const parameters = new Map([
    ['Namespace', 'MLOps'],
    ['MetricData.member.1.MetricName', 'rmse'],
    ['MetricData.member.1.Value', '2.5'],
    ['MetricData.member.1.Timestamp', '2026-11-22T10:00:00.5Z'],
    ['MetricData.member.1.Dimensions.member.1.Name', 'Model'],
    ['MetricData.member.1.Dimensions.member.1.Value', 'churn'],
    ['MetricData.member.2.MetricName', 'mae'],
    ['MetricData.member.2.Values.member.1', '1'],
    ['MetricData.member.2.Values.member.2', '2'],
  ]);

  expect(readQueryInput(model, 'PutMetricData', parameters)).toEqual({
    Namespace: 'MLOps',
    MetricData: [
      { MetricName: 'rmse', Value: 2.5, Timestamp: 1_795_341_600.5, Dimensions: [{ Name: 'Model', Value: 'churn' }] },
      { MetricName: 'mae', Values: [1, 2] },
    ],
  });
});

it('reads a flag, and an empty list as such', () => {
  const parameters = new Map([
    ['AlarmName', 'drift'],
    ['ActionsEnabled', 'false'],
    ['AlarmActions', ''],
  ]);

  expect(readQueryInput(model, 'PutMetricAlarm', parameters)).toEqual({ AlarmName: 'drift', ActionsEnabled: false, AlarmActions: [] });
});

it('lets a protocol write times and maps in its own way, wherever they stand', () => {
  const answer = { Label: 'rmse', Datapoints: [{ Timestamp: 60, ExtendedStatistics: { p90: 1 } }] };

  const written = wireAnswer(model, 'GetMetricStatistics', answer, { time: (seconds) => `at ${seconds}`, map: (entries) => Object.keys(entries) });

  expect(written).toEqual({ Label: 'rmse', Datapoints: [{ Timestamp: 'at 60', ExtendedStatistics: ['p90'] }] });
});
