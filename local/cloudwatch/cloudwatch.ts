import { randomUUID } from 'node:crypto';
import { answersNothing } from '../answers-nothing.ts';
import { type Clock, systemClock } from '../clock.ts';
import { AwsError, type AwsService, type CloudSettings, type Facts, type Happening, type LambdaHost, type Permissions } from '../plane.ts';
import { alarmActions } from './alarm-api.ts';
import { Alarms } from './alarms.ts';
import { listMetrics } from './list-metrics.ts';
import { figuresOf } from './metric-figures.ts';
import { getMetricData, getMetricStatistics } from './metric-queries.ts';
import { type CountMetric, type Figure, MetricStore } from './metric-store.ts';

export interface CloudWatchOptions {
  readonly settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly permissions: Pick<Permissions, 'authorizeService'>;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly publish: (happening: Happening) => void;
  readonly clock?: Clock;
  /** Told what an alarm's action could not do. */
  readonly tell?: (trouble: string) => void;
}

export interface CloudWatch extends AwsService {
  /** What AWS's own services say of themselves, in namespaces that are closed to others. */
  readonly count: CountMetric;
  /** Resolves when no action of an alarm is under way. */
  idle(): Promise<void>;
  close(): void;
}

/** CloudWatch's metrics and alarms, kept and evaluated in memory. */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { clock = systemClock, tell = (trouble) => console.error(trouble) } = options;
  const store = new MetricStore();
  const alarms = new Alarms({ ...options, tell, store, clock, uuid: randomUUID });
  const put = (figures: readonly Figure[]) => {
    for (const figure of figures) store.put(figure, clock.now());
    alarms.figuresArrived(figures);
  };
  const actions: Readonly<Record<string, (input: Facts) => Facts>> = {
    PutMetricData: answersNothing((input) => put(figuresOf(input, clock.now()))),
    GetMetricData: (input) => getMetricData(store, input),
    GetMetricStatistics: (input) => getMetricStatistics(store, input),
    ListMetrics: (input) => listMetrics(store, input, clock.now()),
    ...alarmActions(alarms),
  };
  return {
    service: 'monitoring',
    owns: () => true,
    call: async ({ action, input }) => {
      const answer = actions[action];
      if (answer) return answer(input);
      throw new AwsError('NotImplementedLocally', `cloudwatch:${action} is not part of the laptop cloud, which has metrics and alarms of one metric`, 501);
    },
    count: (metric, value = 1) => {
      const summary = { count: 1, sum: value, minimum: value, maximum: value };
      put([{ ...metric, at: clock.now(), unit: 'Count', everySecond: false, summary, values: new Map([[value, 1]]) }]);
    },
    idle: () => alarms.idle(),
    close: () => alarms.close(),
  };
}
