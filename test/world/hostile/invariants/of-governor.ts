import { DEFAULT_GOVERNOR } from '../../../../core/governor-settings.ts';
import type { Item } from '../../../../core/ports.ts';
import { ProjectRecord, type WaitingRecord } from '../../../../core/records.ts';
import type { Entry } from '../journal.ts';
import type { Facts } from './facts.ts';

/** A run was opened: the project as it was, and all requests that waited in that moment. */
type Opened = { readonly run: string; readonly at: string; readonly before: ProjectRecord; readonly waiting: readonly Waiting[] };
type Waiting = Pick<WaitingRecord, 'id' | 'trigger' | 'notBefore' | 'reason'>;

export const GOVERNOR = {
  'a paused project opens no run': (facts: Facts) =>
    openedIn(facts)
      .filter(({ before }) => before.governor?.paused)
      .map(({ run }) => `run ${run} was opened while its project was paused`),

  'no run opens before a backoff ends': (facts: Facts) =>
    openedIn(facts)
      .filter(({ waiting, at }) => waiting.every(({ notBefore, reason }) => notBefore !== undefined && reason === undefined && notBefore > at))
      .map(({ run, waiting }) => `run ${run} was opened before ${waiting.map(({ id }) => id).join(', ') || 'anything'} was due`),

  'cooldown, daily cap and failures hold for what nobody watches': (facts: Facts) =>
    openedIn(facts).flatMap(({ run, at, before, waiting }) => {
      const { governor = {}, definition } = before;
      const { governs, cooldownMinutes, runsPerDay, stopAfterFailures, mode } = definition.governor ?? DEFAULT_GOVERNOR;
      if (!waiting.every(({ trigger }) => governs.some((each) => each === trigger))) return [];
      const last = openedIn(facts).findLast((each) => each.before.project === before.project && each.before.nextRunNumber < before.nextRunNumber);
      const since = last === undefined ? Number.POSITIVE_INFINITY : Date.parse(at) - Date.parse(last.at);
      return [
        ...(since < 60_000 * cooldownMinutes ? [`run ${run} was opened ${Math.round(since / 1000)} s after the one before it`] : []),
        ...(governor.day === at.slice(0, 10) && (governor.runsToday ?? 0) >= runsPerDay ? [`run ${run} is one more than a day may have`] : []),
        ...((governor.failuresInARow ?? 0) >= stopAfterFailures ? [`run ${run} was opened after ${governor.failuresInARow} failures`] : []),
        ...(mode === 'suggest' ? [`run ${run} was opened where a run is only suggested`] : []),
      ];
    }),
};

/** Remembered for all invariants of one world. */
const opened = new WeakMap<Facts, readonly Opened[]>();

function openedIn(facts: Facts): readonly Opened[] {
  const known = opened.get(facts) ?? findOpened(facts);
  opened.set(facts, known);
  return known;
}

function findOpened({ world }: Facts): readonly Opened[] {
  const waiting = new Map<string, Item>();
  return world.journal.entries.flatMap((entry) => {
    if (entry.sk.startsWith('WAITING#')) entry.after ? waiting.set(`${entry.pk} ${entry.sk}`, entry.after) : waiting.delete(`${entry.pk} ${entry.sk}`);
    const run = openingIn(entry);
    if (!run || !entry.before) return [];
    const mine = [...waiting].flatMap(([place, item]) => (place.startsWith(`${entry.pk} `) ? [waitingIn(item)] : []));
    return [{ ...run, before: ProjectRecord.parse(entry.before), waiting: mine }];
  });
}

function openingIn({ sk, before, after }: Entry): { readonly run: string; readonly at: string } | undefined {
  const active: unknown = sk === 'PROJECT' && before && before['active'] === undefined ? after?.['active'] : undefined;
  if (typeof active !== 'object' || active === null || !('run' in active) || !('openedAt' in active)) return undefined;
  return { run: String(active.run), at: String(active.openedAt) };
}

const waitingIn = ({ id, trigger, notBefore, reason }: Item): Waiting => ({
  id: String(id),
  trigger: TRIGGERS.find((each) => each === trigger) ?? 'person',
  ...(notBefore !== undefined && { notBefore: String(notBefore) }),
  ...(reason !== undefined && { reason: String(reason) }),
});

const TRIGGERS = ['upload', 'image', 'schedule', 'alarm', 'person', 'commit', 'approval'] as const;
