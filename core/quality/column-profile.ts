export type InferredType = 'Fractional' | 'Integral' | 'String' | 'Unknown';

export interface NumbersProfile {
  readonly count: number;
  readonly zeros: number;
  readonly mean: number;
  readonly sum: number;
  /** Of the whole population (divided by n), as Model Monitor's. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly distinct: number;
  /** Every value was counted: quantiles, distinct count and top values are exact. */
  readonly exact: boolean;
  readonly quantiles: readonly { readonly share: number; readonly value: number }[];
  /** Ten of equal width from min to max, each without its upper bound except the last. */
  readonly buckets: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** The KLL sketch: level i holds values that stand for 2^i rows each. */
  readonly sketch: { readonly parameters: { readonly c: number; readonly k: number }; readonly data: readonly (readonly number[])[] };
}

export interface TextsProfile {
  readonly count: number;
  readonly distinct: number;
  readonly exact: boolean;
  /** The most frequent first; without `exact`, counts are lower bounds that are at most `countError` too low. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
  readonly countError: number;
  /** In characters. */
  readonly length: { readonly min: number; readonly max: number; readonly mean: number };
}

/** All that one pass tells of a column. A column of both numbers and text has both parts, and is a String. */
export interface ColumnProfile {
  readonly name: string;
  readonly inferredType: InferredType;
  readonly present: number;
  readonly missing: number;
  /** Cells that read nan, inf or a number beyond the range of a double; they count as missing. */
  readonly notFinite: number;
  readonly integers: number;
  readonly numbers?: NumbersProfile;
  readonly texts?: TextsProfile;
  /** The values that the contract allows, where it names them. */
  readonly domain?: readonly string[];
}
