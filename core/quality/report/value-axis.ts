import type { ScaleLinear } from 'd3-scale';
import { type Html, html } from './html.ts';
import { pixels, WIDTH } from './picture.ts';

/** How many labels an axis has, at best and at worst. */
const COUNTS = [4, 3, 2, 1] as const;
/** No digit is wider, in CSS pixels. */
const DIGIT = 6.5;

interface Axis {
  /** Values stand on the scale divided by it. */
  readonly unit: number;
  /** Nothing between whole numbers is labelled. */
  readonly whole: boolean;
  readonly y: number;
}

interface Label {
  readonly told: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** As many labels below an axis as find room beside each other. */
export function valueAxis(x: ScaleLinear<number, number>, axis: Axis): Html {
  const labels = COUNTS.map((count) => labelsOf(x, axis, count)).find(standApart) ?? [];
  return html`${labels.map(({ at, told }) => html`<text class="middle" x="${at}" y="${axis.y}">${told}</text>`)}`;
}

/** With the digits that tell the ticks apart. A tick beyond the largest number cannot be told, nor one whose label would stick out. */
function labelsOf(x: ScaleLinear<number, number>, { unit, whole }: Axis, count: number): readonly Label[] {
  const largest = Math.max(...x.domain().map(Math.abs)) * unit;
  const inDigits = x.tickFormat(count, largest < 1e-4 || largest >= 1e6 ? '~g' : '~r');
  const ticks = x.ticks(count).filter((tick) => Number.isFinite(tick * unit) && (!whole || Number.isInteger(tick)));
  return ticks.map((tick) => labelOf(inDigits(tick * unit), pixels(x(tick)))).filter(({ to }) => to < WIDTH);
}

function labelOf(told: string, at: number): Label {
  const half = (told.length * DIGIT) / 2;
  return { told, at, from: at - half, to: at + half };
}

function standApart(labels: readonly Label[]): boolean {
  return labels.every(({ from }, at) => from > (labels[at - 1]?.to ?? Number.NEGATIVE_INFINITY) + DIGIT);
}
