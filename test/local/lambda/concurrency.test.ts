import { describe, expect, it } from '@jest/globals';
import { createEnvironmentPool } from '../../../local/lambda/environment-pool.ts';

type Lent = { readonly number: number; alive: boolean; usable(): boolean; kill(): Promise<void> };

function pool(limits: { readonly most: number; readonly refuses: boolean; readonly idleMs?: number }) {
  const started: Lent[] = [];
  const start = async (): Promise<Lent> => {
    const lent: Lent = {
      number: started.length + 1,
      alive: true,
      usable: () => lent.alive,
      kill: async () => {
        lent.alive = false;
      },
    };
    started.push(lent);
    return lent;
  };
  return { started, ...createEnvironmentPool(start, { idleMs: 60_000, ...limits }) };
}

/** Work that lasts until it is told to end. */
function lasting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { end: resolve, work: async (lent: Lent) => promise.then(() => lent.number) };
}

describe('the environments of a function', () => {
  it('are used again while they are warm, the last one first', async () => {
    const environments = pool({ most: 10, refuses: false });
    const [one, two] = [lasting(), lasting()];
    const both = [environments.use(one.work), environments.use(two.work)];
    one.end();
    await both[0];
    two.end();
    await both[1];

    const third = await environments.use(async ({ number }) => number);

    expect(third).toBe(2);
    expect(environments.started).toHaveLength(2);
  });

  it('above the reserved concurrency refuse an event', async () => {
    const environments = pool({ most: 1, refuses: true });
    const one = lasting();
    const first = environments.use(one.work);

    await expect(environments.use(one.work)).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
    one.end();
    expect(await first).toBe(1);
  });

  it('without reserved concurrency let events wait in line', async () => {
    const environments = pool({ most: 1, refuses: false });
    const order: string[] = [];
    const one = lasting();
    const uses = [environments.use(one.work), ...['b', 'c'].map((name) => environments.use(async () => order.push(name)))];

    one.end();
    await Promise.all(uses);

    expect(order).toEqual(['b', 'c']);
    expect(environments.started).toHaveLength(1);
  });

  it('are replaced when they cannot be used any more', async () => {
    const environments = pool({ most: 1, refuses: false });
    await environments.use((lent) => lent.kill());

    const next = await environments.use(async ({ number }) => number);

    expect(next).toBe(2);
  });

  it('are reaped when they have been idle for long', async () => {
    const environments = pool({ most: 1, refuses: false, idleMs: 1 });
    const reaped = Promise.withResolvers<void>();
    await environments.use(async (lent) => {
      lent.kill = async () => reaped.resolve();
    });
    const kept = setTimeout(() => undefined, 10_000);

    await reaped.promise;
    clearTimeout(kept);

    expect(environments.size()).toBe(0);
  });

  it('end on close: the idle ones at once, those at work when they are free', async () => {
    const environments = pool({ most: 2, refuses: false });
    const one = lasting();
    const busy = environments.use(one.work);
    await environments.use(async () => undefined);

    await environments.close('free');
    const alive = environments.started.map((lent) => lent.alive);
    one.end();
    await busy;

    expect(alive).toEqual([true, false]);
    expect(environments.started.map((lent) => lent.alive)).toEqual([false, false]);
  });

  it('take no event after they were closed for good', async () => {
    const environments = pool({ most: 2, refuses: false });

    await environments.close('now');

    await expect(environments.use(async () => undefined)).rejects.toMatchObject({ code: 'ServiceException' });
  });
});
