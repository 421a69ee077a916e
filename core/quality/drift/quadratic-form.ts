import { normalTail } from './special-functions.ts';

/**
 * How often Σ weight·χ²₁ exceeds x: the saddlepoint approximation (Kuonen 1999, Biometrika 86:929), exact to a few percent of p also for tiny p.
 * Needs no table, so it holds for whatever ties a column has.
 */
export function weightedChiSquareTail(x: number, weights: Float64Array): number {
  const mean = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(mean > 0)) return 1;
  if (x <= 0) return 1;
  const s = saddlepoint(x, weights);
  const { k, second, third } = cumulants(s, weights);
  const w = Math.sign(s) * Math.sqrt(Math.max(0, 2 * (s * x - k)));
  if (Math.abs(w) < 1e-4) return 0.5 - third / (6 * Math.sqrt(2 * Math.PI) * second ** 1.5);
  return Math.min(1, normalTail(w + Math.log((s * Math.sqrt(second)) / w) / w));
}

/** Where the slope of the cumulant generating function is x. It rises from 0 to infinity: Newton's steps, halved where they would leave the bracket. */
function saddlepoint(x: number, weights: Float64Array): number {
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  let low = -weights.length / (2 * x) - 1;
  let high = 0.5 / heaviest;
  let s = Math.max(0, high - weights.length / (2 * x));
  for (let turn = 0; turn < 60; turn += 1) {
    const { slope, second } = cumulants(s, weights);
    if (slope < x) low = s;
    else high = s;
    const step = s + (x - slope) / second;
    const next = step > low && step < high ? step : (low + high) / 2;
    if (Math.abs(next - s) <= 1e-12 * Math.abs(s)) return next;
    s = next;
  }
  return s;
}

type Cumulants = { readonly k: number; readonly slope: number; readonly second: number; readonly third: number };

function cumulants(s: number, weights: Float64Array): Cumulants {
  let [product, slope, second, third] = [0, 0, 0, 0];
  for (const weight of weights) {
    const rest = 1 - 2 * s * weight;
    const share = weight / rest;
    product += Math.log(rest);
    slope += share;
    second += 2 * share * share;
    third += 8 * share ** 3;
  }
  return { k: -0.5 * product, slope, second, third };
}
