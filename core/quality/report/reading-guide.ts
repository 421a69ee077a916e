import type { DriftReport } from '../drift/drift-report.ts';
import { plainPercent } from '../drift/wording.ts';
import { unbroken } from './column-words.ts';
import { section } from './findings-sections.ts';
import { plural } from './headline.ts';
import { type Html, html } from './html.ts';

const TERMS = [
  [
    'Picture of numbers',
    'Shares of rows on the same bins: the baseline is the filled area, the batch the line. Below, the box holds the middle half of the rows, the stroke in it is the median, and the line runs from the 5 % to the 95 % quantile.',
  ],
  [
    'Picture of categories',
    'The largest shares of both sides; the rest is "other". A category that the project does not list is named only if five rows or more have it.',
  ],
  ['Adjusted p', 'How probable so large a difference is by chance if nothing has changed, raised for the number of tests (Holm).'],
  ['Anderson-Darling', 'Tests whether numbers come from the same distribution; it sees the middle and both ends.'],
  ['Kolmogorov-Smirnov distance', 'The size of that change: the largest difference between the shares of rows below any one value.'],
  ['chi-square', 'Tests whether categories have the same shares; of Pearson and likelihood ratio, the more careful counts.'],
  ['total variation distance', 'The size of that change: the share of rows that would need another category.'],
  ['Fisher exact', 'Tests whether more cells than before are missing, of a wrong type or of an unknown category; exact for any number of rows.'],
] as const;

/** For someone who sees such a page for the first time. */
export function readingGuide(drift: DriftReport | undefined): Html {
  const alarm = [
    'A violation means two things at once: chance is ruled out, and the change is large enough to matter.',
    ...rateOf(drift),
    'A column that only warns is told, and nothing follows from it.',
    'Drift says that the data differ from the baseline, not that the model has become worse.',
  ].join(' ');
  const terms = TERMS.map(([term, meaning]) => html`<dt>${term}</dt><dd>${unbroken(meaning)}</dd>`);
  return section('How to read this page', html`<p>${unbroken(alarm)}</p><dl class="terms">${terms}</dl>`);
}

function rateOf(drift: DriftReport | undefined): readonly string[] {
  if (drift === undefined) return [];
  const { falseAlarmsAtMost, testsCounted } = drift;
  return [
    `Of batches that have not changed, at most ${plainPercent(falseAlarmsAtMost)} raise an alarm, all columns together:`,
    `${plural(testsCounted, 'test')} could have done so and share that rate.`,
  ];
}
