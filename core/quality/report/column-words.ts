import { shortened } from '../../printable.ts';
import type { Finding, Judged } from '../drift/drift-report.ts';
import { percent, plainPercent } from '../drift/wording.ts';
import { type Html, html } from './html.ts';
import type { ShownColumn } from './shown-column.ts';
import { verdictOf } from './verdict-of.ts';

const LONGEST_NAME = 80;
/** A sentence may quote a category of the contract, however long that is. */
const LONGEST_SENTENCE = 400;

/** What each check looks at, for people who do not know Model Monitor's names. */
const LOOKED_AT: Readonly<Record<Judged['check'], string>> = {
  baseline_drift_check: 'distribution',
  completeness_check: 'missing cells',
  data_type_check: 'types',
  categorical_values_check: 'unknown categories',
  missing_column_check: 'missing column',
  extra_column_check: 'extra column',
};

const OUTCOMES: Readonly<Record<Judged['verdict'], string>> = {
  alarm: 'drifted',
  warning: 'warning',
  small: 'certain, but too small to count',
  unchanged: 'no drift',
};

/** In its own direction, whatever script it is written in, so that what follows stays where it is. */
export function columnName(name: string): Html {
  return html`<bdi>${shortened(name, LONGEST_NAME)}</bdi>`;
}

export function badge(column: ShownColumn): Html {
  const { tone, sign, told } = verdictOf(column);
  return html`<span class="badge ${tone}">${sign} ${told}</span>`;
}

/** Without the column, which the page names where the sentence stands. */
export function sentenceOf({ column, sentence }: Pick<Finding, 'column' | 'sentence'>): string {
  const told = sentence.startsWith(`${column}: `) ? sentence.slice(column.length + 2) : sentence;
  return unbroken(shortened(capitalised(told), LONGEST_SENTENCE));
}

/** How large a difference is, how certain, and what follows. */
export function testInWords({ check, test, effect, adjustedP, verdict }: Judged): Html {
  const size = unbroken(`(${effect.name}, counts from ${plainPercent(effect.atLeast)})`);
  return html`${capitalised(LOOKED_AT[check])}: <b>${unbroken(percent(effect.value))}</b> ${size}, adjusted p <b>${chance(adjustedP)}</b> (${test.name}): ${OUTCOMES[verdict]}`;
}

/** One line for each test; those that found no difference at all share one. */
export function testsInWords(tests: readonly Judged[]): readonly Html[] {
  const still = tests.filter(({ effect }) => effect.value <= 0).map(({ check }) => LOOKED_AT[check]);
  const told = tests.filter(({ effect }) => effect.value > 0).map(testInWords);
  return still.length === 0 ? told : [...told, html`${capitalised(still.join(', '))}: nothing worse than in the baseline`];
}

/** 0.0123 as `0.012`; what is smaller than one in ten thousand needs no digits. */
function chance(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : String(Number(p.toPrecision(2)));
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A number and its % stay on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%');
}
