import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { plainPercent } from '../drift/wording.ts';
import type { Binned } from './common-bins.ts';
import { type Html, html } from './html.ts';
import { pixels, WIDTH } from './picture.ts';
import type { Quantiles } from './quantiles.ts';
import { eachSide, present, type Sides } from './sides.ts';
import { valueAxis } from './value-axis.ts';

const LEFT = 52;
const RIGHT = WIDTH - 10;
const TOP = 10;
const BOTTOM = 112;
const MARKS = { baseline: 142, batch: 158 } as const;
export const HEIGHT = 168;

/** In CSS pixels, from a value or a share. */
type Scale = (value: number) => number;

export interface Histograms {
  readonly bins: Sides<Binned>;
  readonly edges: readonly number[];
  /** Edges are counted in it; quantiles are not. */
  readonly unit: number;
  /** Only whole numbers stand at the axis. */
  readonly whole: boolean;
  readonly quantiles: Sides<Quantiles>;
}

/** The baseline as an area, the batch as a line over it, and a box for the middle half of the rows of each: told apart without colours, too. */
export function drawHistograms({ bins, edges, unit, whole, quantiles }: Histograms): Html {
  const x = scaleLinear([edges[0] ?? 0, edges.at(-1) ?? 1], [LEFT, RIGHT]).clamp(true);
  const y = scaleLinear([0, Math.max(...present(bins).flatMap(({ shares }) => shares))], [BOTTOM, TOP]).nice(3);
  const { baseline, batch } = eachSide(bins, ({ shares }) => outline(shares, edges, { x, y }));
  const boxes = eachSide(quantiles, (quantile) => (share: number) => pixels(x(quantile(share) / unit)));
  return html`${[
    shareAxis(y.ticks(3), y),
    baseline && html`<path class="baseline" d="${baseline}"/>`,
    batch && html`<path class="batch" d="${batch}"/>`,
    valueAxis(x, { unit, whole, y: BOTTOM + 14 }),
    boxes.baseline && drawBox('baseline', boxes.baseline),
    boxes.batch && drawBox('batch', boxes.batch),
  ]}`;
}

/** From the axis up, over all bins, and down again. */
function outline(shares: readonly number[], edges: readonly number[], { x, y }: { readonly x: Scale; readonly y: Scale }): string {
  const points = edges.map((edge, at) => [x(edge), y(shares[at] ?? 0)] as const);
  const path = line<readonly [number, number]>().curve(curveStepAfter).digits(1);
  return path([[x(edges[0] ?? 0), y(0)], ...points]) ?? '';
}

function shareAxis(ticks: readonly number[], y: Scale): Html {
  const marks = ticks.map((tick) => {
    const at = pixels(y(tick));
    return html`<path class="grid" d="M${LEFT},${at}H${RIGHT}"/><text class="end" x="${LEFT - 5}" y="${at + 3}">${plainPercent(tick)}</text>`;
  });
  return html`${marks}`;
}

/** A line from the 5 % to the 95 % quantile, a box over the middle half, a stroke at the median. */
function drawBox(side: keyof Sides<Quantiles>, at: Scale): Html {
  const y = MARKS[side];
  const box = html`<path class="${side}" d="M${at(0.25)},${y - 5}H${at(0.75)}V${y + 5}H${at(0.25)}Z"/>`;
  const strokes = `M${at(0.05)},${y}H${at(0.25)}M${at(0.75)},${y}H${at(0.95)}M${at(0.5)},${y - 5}V${y + 5}`;
  return html`<text class="end" x="${LEFT - 5}" y="${y + 4}">${side}</text>${box}<path class="mark" d="${strokes}"/>`;
}
