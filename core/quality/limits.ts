export interface Limits {
  /** A record longer than this is an unclosed quote or not a CSV; memory stays flat because nothing longer is ever held. */
  readonly rowBytes: number;
  readonly columns: number;
  readonly totalBytes: number;
  /** How many rows set aside are listed one by one; all are counted. */
  readonly listedRows: number;
}

/** What one function can read within fifteen minutes, with room to spare. */
export const DEFAULT_LIMITS: Limits = { rowBytes: 1_048_576, columns: 4096, totalBytes: 32 * 1024 ** 3, listedRows: 1000 };
