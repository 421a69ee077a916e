import type { ColumnProfile, TextsProfile } from '../column-profile.ts';
import { figure, percent } from '../drift/wording.ts';
import { type Html, html } from './html.ts';
import { quantilesIn } from './quantiles.ts';
import { eachSide, type Sides } from './sides.ts';

/** Enough to tell two days apart that are written in seconds. */
const DIGITS = 8;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** What was counted, by name. */
type Figures = ReadonlyMap<string, string>;

/** What was counted in a column, on both sides. Of texts only lengths, never the texts. */
export function countsTable(columns: Sides<ColumnProfile>): Html {
  const { baseline, batch } = eachSide(columns, figuresOf);
  const sides = [
    { name: 'baseline', figures: baseline },
    { name: 'batch', figures: batch },
  ].flatMap(({ name, figures }) => (figures === undefined ? [] : [{ name, figures }]));
  const names = new Set(sides.flatMap(({ figures }) => [...figures.keys()]));
  const rows = [...names].map((name) => html`<tr><th scope="row">${name}</th>${sides.map(({ figures }) => html`<td>${figures.get(name) ?? '-'}</td>`)}</tr>`);
  return html`<table><thead><tr><td></td>${sides.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;
}

function figuresOf(column: ColumnProfile): Figures {
  const { present, missing, notFinite, texts } = column;
  const cells = present + missing;
  return new Map([
    ['present', counted(present)],
    ['missing', missing === 0 ? '0' : `${counted(missing)} (${percent(missing / cells)})`],
    ...(notFinite === 0 ? [] : ([['of them not finite', counted(notFinite)]] as const)),
    ...(texts === undefined ? numbersOf(column) : textsOf(column)),
  ]);
}

function numbersOf({ numbers }: ColumnProfile): readonly (readonly [string, string])[] {
  if (numbers === undefined) return [];
  const { distinct, exact, mean, deviation, min, max, quantiles } = numbers;
  const quantile = quantilesIn(numbers);
  return [
    ...(quantiles.length === 0 ? [] : ([['different', counted(distinct, exact)]] as const)),
    ['mean', figure(mean, 6)],
    ['standard deviation', figure(deviation)],
    ['smallest', figure(min, DIGITS)],
    ...QUANTILES.map((share) => [share === 0.5 ? 'median' : `${share * 100} % quantile`, figure(quantile(share), DIGITS)] as const),
    ['largest', figure(max, DIGITS)],
  ];
}

/** A baseline of Model Monitor does not tell all of it: what it lacks is left out here and above. */
function lengthsOf({ min, mean, max }: TextsProfile['length']): readonly (readonly [string, string])[] {
  return [
    ['shortest, characters', counted(min)],
    ['mean length', figure(mean)],
    ['longest, characters', counted(max)],
  ];
}

function textsOf({ texts, numbers }: ColumnProfile): readonly (readonly [string, string])[] {
  if (texts === undefined) return [];
  const { distinct, exact, length } = texts;
  return [
    ['different', counted(distinct, exact)],
    ...(numbers === undefined ? [] : ([['read as numbers', counted(numbers.count)]] as const)),
    ...(length.max === 0 ? [] : lengthsOf(length)),
  ];
}

/** 4177 as `4,177`; what a sketch has estimated, with `about`. */
export function counted(count: number, exact = true): string {
  return `${exact ? '' : 'about '}${count.toLocaleString('en-US')}`;
}
