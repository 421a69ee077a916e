import { nextTime } from '../scheduler/next-time.ts';
import type { Rule } from './rules.ts';

export interface RuleSchedules {
  /** Takes the rule's schedule from now on; one that was there is forgotten. */
  set(rule: Rule): void;
  close(): void;
}

/** The longest wait that a timer of Node takes is 24 days; a longer one is taken in pieces. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Fires rules with a ScheduleExpression, in UTC, each time counted from the one before so that a rate does not drift.
 * What a sleeping laptop has missed is not made up for.
 */
export function createRuleSchedules(fire: (rule: Rule) => void): RuleSchedules {
  const timers = new Map<string, NodeJS.Timeout>();
  const waitFor = (rule: Rule, due: Date) => {
    const wait = Math.max(0, due.getTime() - Date.now());
    const arrive = () => {
      if (Date.now() < due.getTime()) return waitFor(rule, due);
      fire(rule);
      plan(rule, due);
    };
    timers.set(rule.name, setTimeout(arrive, Math.min(wait, LONGEST_WAIT)).unref());
  };
  const plan = (rule: Rule, after: Date) => {
    if (rule.schedule === undefined || rule.state === 'DISABLED') return;
    const next = nextTime(rule.schedule, after);
    const due = next && next.getTime() < Date.now() ? nextTime(rule.schedule, new Date()) : next;
    if (due) waitFor(rule, due);
  };
  return {
    set: (rule) => {
      clearTimeout(timers.get(rule.name));
      timers.delete(rule.name);
      plan(rule, new Date());
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
