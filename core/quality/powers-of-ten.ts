/** The powers of ten that doubles hold exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The same, and from 32 on their negatives: dividing by one gives a decimal its scale and its sign at once. */
export const SIGNED_POWERS = Float64Array.from({ length: 64 }, (_, at) => (at < 32 ? 1 : -1) * Number(`1e${at % 32}`));
