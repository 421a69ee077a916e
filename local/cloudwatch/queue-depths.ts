import type { Clock } from '../clock.ts';
import type { CountMetric } from './metric-store.ts';

type Measure = () => Promise<number>;

/** What SQS publishes of its queues. */
export interface QueueDepths {
  /** Something was done to a queue: how many messages it shows is published now, and every minute for six hours. */
  touched(queue: string, measure: Measure): Promise<void>;
  close(): void;
}

const ACTIVE_MS = 6 * 3_600_000;
const MINUTE = 60_000;

export function createQueueDepths({ clock, count }: { readonly clock: Clock; readonly count: CountMetric }): QueueDepths {
  const active = new Map<string, { readonly since: number; readonly measure: Measure }>();
  let cancel: (() => void) | undefined;
  const publish = async (queue: string, measure: Measure) => {
    try {
      count({ namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: queue } }, await measure());
    } catch {
      // A queue that is gone has no depth, and the call that touched it must not fail for want of a metric.
      active.delete(queue);
    }
  };
  const tick = () => {
    cancel = active.size === 0 ? undefined : clock.after(MINUTE, tick);
    for (const [queue, { since, measure }] of active) {
      if (clock.now().getTime() - since > ACTIVE_MS) active.delete(queue);
      else void publish(queue, measure);
    }
  };
  return {
    touched: async (queue, measure) => {
      active.set(queue, { since: clock.now().getTime(), measure });
      cancel ??= clock.after(MINUTE, tick);
      await publish(queue, measure);
    },
    close: () => {
      cancel?.();
      active.clear();
    },
  };
}
