import { scaleLinear } from 'd3-scale';
import { shortened } from '../../printable.ts';
import type { ColumnProfile } from '../column-profile.ts';
import { percent } from '../drift/wording.ts';
import { categoryShares } from './category-shares.ts';
import { type Html, html } from './html.ts';
import { type Picture, pixels, WIDTH } from './picture.ts';
import { eachSide, present, type Sides } from './sides.ts';

const LONGEST_NAME = 40;
const LEFT = 52;
/** Leaves room for a share behind the longest bar. */
const RIGHT = WIDTH - 52;
const LABEL = 15;
const BAR = 12;
const GAP = 8;

interface Pair {
  readonly category: string;
  readonly shares: Sides<number>;
}

/** A bar for each side of each category, the largest first; what is rare or not to be named is one. Nothing where there are no categories. */
export function categoryPicture(columns: Sides<ColumnProfile>): Picture | undefined {
  const found = categoryShares(columns);
  if (found === undefined) return undefined;
  const { named, others } = found;
  const rest = others.categories === 0 ? [] : [{ category: `other (${others.categories} different)`, shares: others.shares }];
  const pairs = [...named.map(({ category, shares }) => ({ category: shortened(category, LONGEST_NAME), shares })), ...rest];
  const x = scaleLinear([0, Math.max(...pairs.flatMap(({ shares }) => present(shares)))], [LEFT, RIGHT]);
  const height = LABEL + BAR * present(columns).length + GAP;
  return {
    title: `Shares of rows by category. ${pairs.map(inWords).join('; ')}.`,
    height: height * pairs.length,
    body: html`${pairs.map((pair, at) => drawPair(pair, at * height, x))}`,
  };
}

function drawPair({ category, shares }: Pair, top: number, x: (share: number) => number): Html {
  const first = top + LABEL;
  const second = shares.baseline === undefined ? first : first + BAR;
  const bars = eachSide(shares, (share) => ({ end: pixels(x(share)), told: percent(share) }));
  return html`<svg y="${top}" width="${WIDTH}" height="${LABEL}"><text class="name" y="11">${category}</text></svg>${
    bars.baseline && drawBar('baseline', bars.baseline, first)
  }${bars.batch && drawBar('batch', bars.batch, second)}`;
}

function drawBar(side: keyof Sides<Pair>, { end, told }: { readonly end: number; readonly told: string }, y: number): Html {
  const bar = html`<path class="${side}" d="M${LEFT},${y + 1}H${end}V${y + BAR - 2}H${LEFT}Z"/>`;
  return html`<text class="end" x="${LEFT - 5}" y="${y + 9}">${side}</text>${bar}<text x="${end + 5}" y="${y + 9}">${told}</text>`;
}

function inWords({ category, shares }: Pair): string {
  const told = eachSide(shares, percent);
  return [category, told.batch && `batch ${told.batch}`, told.baseline && `baseline ${told.baseline}`].filter((part) => part !== undefined).join(', ');
}
