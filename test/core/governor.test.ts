import { describe, expect, it } from '@jest/globals';
import { judge } from '../../core/governor.ts';
import type { GovernorMemory } from '../../core/governor-memory.ts';
import { GovernorSettings } from '../../core/governor-settings.ts';
import type { ProjectRecord, Trigger } from '../../core/records.ts';
import { abalone } from '../world/given-run.ts';

const NOW = new Date('2026-11-21T10:00:00.000Z');
const TOMORROW = '2026-11-22T00:00:00.000Z';

function judged(trigger: Trigger, settings: Record<string, unknown>, governor?: GovernorMemory) {
  const definition = { ...abalone(), governor: GovernorSettings.parse(settings) };
  const source = { bucket: 'config', key: 'projects/abalone/project.yml', versionId: 'p1' };
  const project: ProjectRecord = { project: 'abalone', definition, source, appliedAt: '', nextRunNumber: 1, ...(governor && { governor }) };
  return judge(trigger, project, NOW);
}

const OPEN = { says: 'open' };
const deferred = (until: string, reason: RegExp) => ({ says: 'defer', until, reason: expect.stringMatching(reason) });

describe('the governor', () => {
  it('lets an alarm open the first run of a project', () => {
    expect(judged('alarm', {})).toEqual(OPEN);
  });

  it('holds an alarm up until the cooldown is over, and not a minute longer', () => {
    const early = judged('alarm', { cooldownMinutes: 30 }, { lastOpenedAt: '2026-11-21T09:30:01.000Z' });
    const late = judged('alarm', { cooldownMinutes: 30 }, { lastOpenedAt: '2026-11-21T09:30:00.000Z' });

    expect(early).toEqual(deferred('2026-11-21T10:00:01.000Z', /opened at 2026-11-21 09:30 UTC, and governor.cooldownMinutes is 30/));
    expect(late).toEqual(OPEN);
  });

  it('lets no more than the cap open in a UTC day, whoever asked for them', () => {
    const capped = judged('alarm', { runsPerDay: 3 }, { day: '2026-11-21', runsToday: 3 });
    const below = judged('alarm', { runsPerDay: 3 }, { day: '2026-11-21', runsToday: 2 });
    const yesterday = judged('alarm', { runsPerDay: 3 }, { day: '2026-11-20', runsToday: 3 });

    expect(capped).toEqual(deferred(TOMORROW, /3 runs were opened today, and governor.runsPerDay is 3/));
    expect([below, yesterday]).toEqual([OPEN, OPEN]);
  });

  it('stops after failures in a row, and looks again after a day', () => {
    expect(judged('alarm', { stopAfterFailures: 2 }, { failuresInARow: 2 })).toEqual(deferred('2026-11-22T10:00:00.000Z', /the last 2 runs failed/));
    expect(judged('alarm', { stopAfterFailures: 2 }, { failuresInARow: 1 })).toEqual(OPEN);
  });

  it('only suggests where the owners want to be asked', () => {
    expect(judged('alarm', { mode: 'suggest' })).toMatchObject({ says: 'suggest' });
    expect(judged('person', { mode: 'suggest' })).toEqual(OPEN);
  });

  it('holds up nobody but those whom the project names', () => {
    const held: GovernorMemory = { lastOpenedAt: NOW.toISOString(), day: '2026-11-21', runsToday: 99, failuresInARow: 9 };

    expect([judged('person', {}, held), judged('upload', {}, held), judged('schedule', { governs: ['upload'] }, held)]).toEqual([OPEN, OPEN, OPEN]);
    expect(judged('upload', { governs: ['upload'] }, held)).toMatchObject({ says: 'defer' });
  });

  it.each(['person', 'upload', 'alarm'] as const)('lets no %s open a run of a paused project', (trigger) => {
    const paused = { who: 'ann', why: 'the scales are broken', at: '2026-11-20T08:00:00.000Z' };

    expect(judged(trigger, {}, { paused })).toEqual(deferred('2026-11-22T10:00:00.000Z', /paused since 2026-11-20 08:00 UTC by ann: the scales are broken/));
  });

  it.each(['person', 'upload', 'alarm'] as const)('lets no %s spend more than the day has left', (trigger) => {
    const spent = judged(trigger, { budgetPerDay: 3 }, { day: '2026-11-21', spentToday: 2.5 });
    const left = judged(trigger, { budgetPerDay: 3 }, { day: '2026-11-21', spentToday: 2.2 });

    expect(spent).toEqual({ ...deferred(TOMORROW, /^2.50 USD of today's 3.00 USD are spent, and a run is expected to cost 0.70 USD$/), spent: true });
    expect(left).toEqual(OPEN);
  });

  it('expects of a run what the last one cost, where that is more than half an hour of the first machine', () => {
    expect(judged('person', { budgetPerDay: 3 }, { lastCost: 2.9 })).toEqual(OPEN);
    expect(judged('person', { budgetPerDay: 3 }, { lastCost: 3.1 })).toMatchObject({
      says: 'defer',
      reason: "a run is expected to cost 3.10 USD, which no day's budget of 3.00 USD can hold; raise governor.budgetPerDay",
    });
  });

  it('reckons with the prices of the project', () => {
    expect(judged('person', { budgetPerDay: 3, prices: { 'ml.g5.xlarge': 6.1 } })).toMatchObject({ says: 'defer' });
    expect(judged('person', { budgetPerDay: 3, prices: { 'ml.g5.xlarge': 5.9 } })).toEqual(OPEN);
  });
});
