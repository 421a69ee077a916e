import { describe, expect, it } from '@jest/globals';
import { createQueueDepths } from '../../../local/cloudwatch/queue-depths.ts';
import { VirtualClock } from '../step-functions/virtual-clock.ts';

function depths() {
  const clock = new VirtualClock();
  const counted: string[] = [];
  const queues = createQueueDepths({ clock, count: ({ name, dimensions }, value) => void counted.push(`${dimensions['QueueName']} ${name} ${value}`) });
  return { clock, counted, queues };
}

describe('the depth of a queue', () => {
  it('is published when something was done to it, and every minute for six hours', async () => {
    const { clock, counted, queues } = depths();
    await queues.touched('failed-events', async () => 2);

    await clock.advance(7 * 3600);

    expect(counted).toHaveLength(1 + 360);
    expect(new Set(counted)).toEqual(new Set(['failed-events ApproximateNumberOfMessagesVisible 2']));
    expect(clock.pending).toBe(0);
  });

  it('is no more asked for when the queue is gone', async () => {
    const { clock, counted, queues } = depths();
    let asked = 0;
    await queues.touched('gone', async () => {
      asked += 1;
      throw new Error('no such queue');
    });

    await clock.advance(600);

    expect([asked, counted, clock.pending]).toEqual([1, [], 0]);
  });

  it('leaves no timer behind when it is closed', async () => {
    const { clock, queues } = depths();
    await queues.touched('failed-events', async () => 0);

    queues.close();

    expect(clock.pending).toBe(0);
  });
});
