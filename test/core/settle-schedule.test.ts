import { describe, expect, it } from '@jest/globals';
import { FILE, givenConfig } from './given-config.ts';

const scheduled = (expression: string) => FILE.replace('training:', `training:\n  schedule: { expression: "${expression}", timezone: Europe/Berlin }`);

describe("a project's schedule", () => {
  it('is made, changed and removed as its project.yml says', async () => {
    const { apply, write, services } = givenConfig();
    const schedules = [];

    for (const body of [scheduled('rate(1 day)'), scheduled('cron(0 3 * * ? *)'), FILE]) {
      await apply(write(body));
      schedules.push(services.schedules.all.get('abalone'));
    }

    expect(schedules).toEqual([
      { expression: 'rate(1 day)', timezone: 'Europe/Berlin' },
      { expression: 'cron(0 3 * * ? *)', timezone: 'Europe/Berlin' },
      undefined,
    ]);
  });

  it('is that of the newest version where an older one finishes last', async () => {
    const { apply, write, services } = givenConfig();
    const older = write(scheduled('rate(1 day)'));
    const newer = write(scheduled('rate(2 days)'));
    const { ensure } = services.schedules;
    let waited = false;
    const delayed = async (...schedule: Parameters<typeof ensure>) => {
      if (!waited) {
        waited = true;
        await apply(newer);
      }
      await ensure(...schedule);
    };
    Object.assign(services.schedules, { ensure: delayed });

    await apply(older);

    expect(services.schedules.all.get('abalone')?.expression).toBe('rate(2 days)');
  });

  it('is made by the next delivery where the one that applied the file died', async () => {
    const { apply, write, services } = givenConfig();
    const changed = write(scheduled('rate(1 day)'));
    const { ensure } = services.schedules;
    Object.assign(services.schedules, { ensure: () => Promise.reject(new Error('throttled')) });
    await expect(apply(changed)).rejects.toThrow('throttled');
    Object.assign(services.schedules, { ensure });

    expect(await apply(changed)).toMatchObject({ became: 'outdated' });
    expect(services.schedules.all.has('abalone')).toBe(true);
  });
});
