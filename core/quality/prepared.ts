import * as z from 'zod/mini';
import { Column } from '../project.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Constraints } from './constraints.ts';
import type { Encoding } from './decoding.ts';
import type { Limits } from './limits.ts';
import type { Statistics } from './statistics.ts';

/** One file of a data set. `name` is what people know it by; it appears in errors and in the list of rows set aside. A chunk of bytes need only be valid until the next is asked for. */
export interface Source {
  readonly name: string;
  readonly open: () => Promise<AsyncIterable<unknown>>;
}

/** What every row must look like. Without a header the columns come in this order; with one they are found by name. */
export const Contract = z.object({
  columns: z.readonly(z.array(Column)),
  target: z.optional(z.string()),
  header: z.enum(['none', 'present', 'auto']),
  /** A column that may stand in the file all the same, and is not read: with a header anywhere, without one at this place. */
  dropped: z.optional(z.object({ name: z.string(), place: z.number() })),
  /** Columns besides these are no mistake where a header names them. */
  extrasPass: z.optional(z.boolean()),
});
export type Contract = Readonly<z.infer<typeof Contract>> & { readonly limits?: Partial<Limits> };

export interface ReadSource {
  readonly name: string;
  /** Of the raw bytes, before decoding. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly badRows: number;
  readonly encoding: Encoding;
  readonly delimiter: string;
  readonly header: boolean;
}

/** A row that is not in the clean copy: the physical line it begins on, and why. Never its values. */
export interface SetAside {
  readonly source: string;
  readonly line: number;
  readonly column?: string | undefined;
  readonly reason: string;
}

export interface Prepared {
  readonly sources: readonly ReadSource[];
  /** All data rows, good and bad. */
  readonly rows: number;
  readonly badRows: number;
  readonly cleanSha256: string;
  readonly setAside: readonly SetAside[];
  readonly setAsideReasons: Readonly<Record<string, number>>;
  /** statistics.json and constraints.json as Model Monitor's readers know them, over the clean rows. */
  readonly statistics: Statistics;
  readonly constraints: Constraints;
  /** What those formats have no place for: exact counts, quantiles, top values, lengths. */
  readonly profile: readonly ColumnProfile[];
}
