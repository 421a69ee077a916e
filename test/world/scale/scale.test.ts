import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BusiestKey } from './busiest-key.ts';
import { Meter } from './meter.ts';
import { DEFAULT_QUOTAS, shareOf, TokenBucket } from './quotas.ts';

const program = fileURLToPath(new URL('../../../bench/scale.ts', import.meta.url));
/** A busy machine may take ten times as long as an idle one. */
const PATIENCE = 10 * 60_000;

const Usage = z.object({ used: z.number(), throttled: z.number(), longestWait: z.number() });
const Stormed = z.object({
  figures: z.object({
    runs: z.number(),
    jobs: z.number(),
    mails: z.number(),
    calls: z.record(z.string(), z.number()),
    deadLetters: z.record(z.string(), z.number()),
    busiestItem: z.object({ count: z.number() }),
    quotas: z.record(z.string(), Usage),
  }),
  violations: z.object({ count: z.number(), first: z.array(z.string()) }),
});

/** What `node bench/scale.ts` prints; in a process of its own, as whoever types it has it. */
function scale(...given: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given, '--json'], (_, stdout, stderr) => resolve(stdout || stderr));
  });
}

describe('a storm of 2,000 uploads over 20 projects within a minute, against a twentieth of an account', () => {
  it(
    'loses nothing, trains the newest data of each in at most two runs, and waits where quotas are used up',
    async () => {
      const { figures, violations } = Stormed.parse(JSON.parse(await scale('--uploads', '2000', '--projects', '20', '--quotas', '0.05')));
      const { instances, tableWrites, concurrency } = figures.quotas;

      expect(violations).toEqual({ count: 0, first: [] });
      expect(figures.mails).toBe(figures.runs);
      expect(figures.calls['executions.start']).toBeLessThan(4 * figures.runs);
      expect([instances, tableWrites, concurrency].map((quota) => (quota?.throttled ?? 0) > 0)).toEqual([true, true, true]);
    },
    PATIENCE,
  );
});

describe('the same storm against a fiftieth, whose table takes two fifths of what is written, as a new one does,', () => {
  it(
    'keeps all that and leaves nothing to the dead letters',
    async () => {
      const { figures, violations } = Stormed.parse(JSON.parse(await scale('--uploads', '2000', '--projects', '20', '--quotas', '0.02')));

      expect(violations).toEqual({ count: 0, first: [] });
      expect(figures.deadLetters).toEqual({});
      expect(figures.quotas.tableWrites?.throttled).toBeGreaterThan(figures.runs);
    },
    PATIENCE,
  );
});

describe('a token bucket', () => {
  it('gives what is in it and what has flowed in since, and no more than it holds', () => {
    const bucket = new TokenBucket({ size: 2, refill: 1 });
    const takenAt = [0, 0, 0, 1000, 1000, 60_000, 60_000, 60_000].map((time) => bucket.take(1, time));

    expect(takenAt).toEqual([true, true, false, true, false, true, true, false]);
  });

  it('lends what it has not, and says for how long the borrower waits', () => {
    const bucket = new TokenBucket({ size: 10, refill: 5 });

    expect([bucket.borrow(10, 0), bucket.borrow(5, 0), bucket.borrow(5, 0), bucket.borrow(1, 60_000)]).toEqual([0, 1000, 2000, 0]);
  });

  it('is charged by whoever asks, and refuses by its name', () => {
    const meter = new Meter(shareOf(DEFAULT_QUOTAS, 0.01), () => 0);

    expect(() => Array.from({ length: 2 }, () => meter.charge('createTrainingJob'))).toThrow('createTrainingJob is used up');
    expect(meter.of('createTrainingJob')).toMatchObject({ used: 1, throttled: 1 });
  });
});

describe('the busiest key', () => {
  it('is the one that was asked for most often within one second', () => {
    const busiest = new BusiestKey();
    for (const [key, time] of [
      ['a', 0],
      ['b', 900],
      ['b', 950],
      ['a', 1000],
      ['a', 1100],
      ['a', 1999],
      ['b', 2000],
    ] as const)
      busiest.add(key, time);

    expect(busiest.most).toEqual({ key: 'a', count: 3 });
  });
});
