/** Complementary error function with a relative error below 1.2e-7 also far out, where p-values live (Press and others, Numerical Recipes, 6.2). */
export function erfc(x: number): number {
  const distance = Math.abs(x);
  const t = 1 / (1 + 0.5 * distance);
  const exponent = ERFC.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = t * Math.exp(-distance * distance + exponent);
  return x >= 0 ? tail : 2 - tail;
}

const ERFC = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277] as const;

/** How often a normal variable exceeds z. */
export function normalTail(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

/** ln Γ(x) for x > 0 (Lanczos). */
export function logGamma(x: number): number {
  const sum = LANCZOS.reduce((total, coefficient, at) => total + coefficient / (x + at + 1), 1.000000000190015);
  const shifted = x + 5.5;
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310007 * sum) / x);
}

const LANCZOS = [76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5] as const;

/** How often a chi-square variable with so many degrees of freedom exceeds x: the upper incomplete gamma function. */
export function chiSquareTail(x: number, freedom: number): number {
  if (x <= 0) return 1;
  const [a, z] = [freedom / 2, x / 2];
  const scale = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - scale * lowerSeries(a, z) : scale * upperFraction(a, z);
}

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = a + 1; term > sum * 1e-15; n += 1) {
    term *= z / n;
    sum += term;
  }
  return sum;
}

/** Lentz's continued fraction. */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i += 1) {
    const factor = i * (a - i);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction;
}
