const SPLITTER = 134_217_729;

/**
 * (head * power + tail) / divisor, rounded once: for decimals of 16 to 18 digits, whose digits no double holds. Works in pairs of doubles that are exact together
 * (Dekker 1971) and answers NaN where the quotient lies so close to the middle of two doubles that the pair cannot tell which one is nearer.
 * `head`, `tail` below 1e9; `power` and `divisor` are powers of ten that doubles hold exactly.
 */
export function dividedExactly(head: number, power: number, tail: number, divisor: number): number {
  const product = head * power;
  const productRest = restOfProduct(head, power, product);
  const high = product + tail;
  const low = product - high + tail + productRest;
  const quotient = high / divisor;
  const back = quotient * divisor;
  const rest = (high - back - restOfProduct(quotient, divisor, back) + low) / divisor;
  const nearest = quotient + rest;
  const left = quotient - nearest + rest;
  return nearest + left * 1.000_000_1 === nearest ? nearest : Number.NaN;
}

/** What a * b loses when it is rounded to `product`. */
function restOfProduct(a: number, b: number, product: number): number {
  const aSplit = SPLITTER * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = SPLITTER * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
