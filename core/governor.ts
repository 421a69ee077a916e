import { countsOf, dayOf } from './governor-memory.ts';
import { DEFAULT_GOVERNOR, type GovernorSettings } from './governor-settings.ts';
import { priceOf } from './instance-prices.ts';
import type { ProjectRecord, Trigger } from './records.ts';

/** `until` is when a deferred request is looked at again; it opens earlier where its reason no longer holds. */
export type Ruling =
  | { readonly says: 'open' }
  | { readonly says: 'defer'; readonly until: string; readonly reason: string; readonly spent?: true }
  | { readonly says: 'suggest'; readonly reason: string };

type Case = { readonly project: ProjectRecord; readonly settings: GovernorSettings; readonly now: Date };
type Rule = (facts: Case) => Ruling | undefined;

/** What a run is taken to last before the project has had one. */
const DEFAULT_RUN_SECONDS = 1800;
const DAY = 86_400_000;

/** Whether a request may open a run now. The first rule that speaks against it is told; a person is held up only by a pause and by the budget. */
export function judge(trigger: Trigger, project: ProjectRecord, now: Date): Ruling {
  const settings = project.definition.governor ?? DEFAULT_GOVERNOR;
  const governed = settings.governs.some((each) => each === trigger);
  const rules: readonly Rule[] = governed ? [whilePaused, afterFailures, bySuggestion, byDailyCap, byCooldown, byBudget] : [whilePaused, byBudget];
  for (const rule of rules) {
    const ruling = rule({ project, settings, now });
    if (ruling) return ruling;
  }
  return { says: 'open' };
}

const whilePaused: Rule = ({ project: { governor }, now }) =>
  governor?.paused && defer(later(now, DAY), `the project is paused since ${minute(governor.paused.at)} by ${governor.paused.who}: ${governor.paused.why}`);

const afterFailures: Rule = ({ project: { governor }, settings: { stopAfterFailures }, now }) =>
  (governor?.failuresInARow ?? 0) >= stopAfterFailures
    ? defer(later(now, DAY), `the last ${governor?.failuresInARow} runs failed; a run that ends otherwise, or a person who resumes the project, lets it go on`)
    : undefined;

const bySuggestion: Rule = ({ settings: { mode } }) =>
  mode === 'suggest' ? { says: 'suggest', reason: 'governor.mode of the project is suggest: a person decides' } : undefined;

const byDailyCap: Rule = ({ project: { governor = {} }, settings: { runsPerDay }, now }) => {
  const { runsToday } = countsOf(governor, dayOf(now));
  return runsToday < runsPerDay ? undefined : defer(tomorrow(now), `${runsToday} runs were opened today, and governor.runsPerDay is ${runsPerDay}`);
};

const byCooldown: Rule = ({ project: { governor }, settings: { cooldownMinutes }, now }) => {
  if (governor?.lastOpenedAt === undefined) return undefined;
  const until = later(new Date(governor.lastOpenedAt), cooldownMinutes * 60_000);
  return until <= now.toISOString()
    ? undefined
    : defer(until, `a run was opened at ${minute(governor.lastOpenedAt)}, and governor.cooldownMinutes is ${cooldownMinutes}`);
};

const byBudget: Rule = ({ project, settings: { budgetPerDay, prices }, now }) => {
  if (budgetPerDay === undefined) return undefined;
  const { spentToday } = countsOf(project.governor ?? {}, dayOf(now));
  const expected = expectedCost(project, prices);
  if (spentToday + expected <= budgetPerDay) return undefined;
  const reason =
    expected > budgetPerDay
      ? `a run is expected to cost ${dollars(expected)}, which no day's budget of ${dollars(budgetPerDay)} can hold; raise governor.budgetPerDay`
      : `${dollars(spentToday)} of today's ${dollars(budgetPerDay)} are spent, and a run is expected to cost ${dollars(expected)}`;
  return { ...defer(tomorrow(now), reason), spent: true };
};

/** In US dollars: what the last run cost, or half an hour on the first choice of machine where that is more; never more than the time limit allows. */
function expectedCost({ definition: { training }, governor }: ProjectRecord, prices: GovernorSettings['prices']): number {
  const [first = ''] = training.instanceTypes;
  const seconds = Math.min(DEFAULT_RUN_SECONDS, training.maxRuntimeSeconds);
  return Math.max(governor?.lastCost ?? 0, ((priceOf(first, prices) ?? 0) * seconds) / 3600);
}

const defer = (until: string, reason: string) => ({ says: 'defer', until, reason }) as const;
const later = (time: Date, milliseconds: number) => new Date(time.getTime() + milliseconds).toISOString();
const tomorrow = (now: Date) => `${dayOf(new Date(now.getTime() + DAY))}T00:00:00.000Z`;
const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`;
const dollars = (amount: number) => `${amount.toFixed(2)} USD`;
