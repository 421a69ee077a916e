import type { ShownColumn } from './shown-column.ts';

/** What became of a column, with a sign that needs no colour. */
export interface Verdict {
  readonly tone: 'bad' | 'warn' | 'good' | 'unknown';
  readonly sign: string;
  readonly told: string;
}

export function verdictOf({ alarms, warnings, tests, notCompared }: ShownColumn): Verdict {
  if (alarms.length > 0) return { tone: 'bad', sign: '✕', told: 'drifted' };
  if (warnings.length > 0) return { tone: 'warn', sign: '!', told: 'warning' };
  if (tests.length === 0) return { tone: 'unknown', sign: '–', told: 'not compared' };
  return notCompared.length > 0 ? { tone: 'unknown', sign: '–', told: 'partly compared' } : { tone: 'good', sign: '✓', told: 'no drift' };
}
