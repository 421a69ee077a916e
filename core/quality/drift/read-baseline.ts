import * as z from 'zod/mini';
import type { ColumnProfile } from '../column-profile.ts';
import type { ProfiledData, SetAsideByColumn } from './measured.ts';

const Sketch = z.object({ parameters: z.object({ c: z.number(), k: z.number() }), data: z.array(z.array(z.number())) });

const NumbersProfile = z.object({
  count: z.number(),
  zeros: z.number(),
  mean: z.number(),
  sum: z.number(),
  deviation: z.number(),
  min: z.number(),
  max: z.number(),
  distinct: z.number(),
  exact: z.boolean(),
  quantiles: z.array(z.object({ share: z.number(), value: z.number() })),
  buckets: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
  sketch: Sketch,
});

const TextsProfile = z.object({
  count: z.number(),
  distinct: z.number(),
  exact: z.boolean(),
  top: z.array(z.object({ value: z.string(), count: z.number() })),
  countError: z.number(),
  length: z.object({ min: z.number(), max: z.number(), mean: z.number() }),
});

const InferredType = z.enum(['Fractional', 'Integral', 'String', 'Unknown']);

/** profile.json: what statistics.json has no place for. */
const ProfileFile = z.array(
  z.object({
    name: z.string(),
    inferredType: InferredType,
    present: z.number(),
    missing: z.number(),
    notFinite: z.number(),
    integers: z.number(),
    numbers: z.exactOptional(NumbersProfile),
    texts: z.exactOptional(TextsProfile),
    domain: z.exactOptional(z.array(z.string())),
  }),
);

/** set-aside.json: a sample of the rows, and how many there were. */
const SetAsideFile = z.object({ badRows: z.number(), rows: z.array(z.object({ column: z.optional(z.string()), reason: z.string() })) });

/** A profile as nacre keeps it: profile.json, the rows that it sums up, and set-aside.json where rows were set aside. */
export function readProfile(profile: unknown, rows: number, setAside?: unknown): ProfiledData {
  const columns: readonly ColumnProfile[] = ProfileFile.parse(profile);
  return { rows, columns, ...(setAside === undefined ? {} : { setAside: setAsideByColumn(SetAsideFile.parse(setAside)) }) };
}

/** Rows set aside by column and reason. Where only the first ones were listed, they stand for the others. */
export function setAsideByColumn({ badRows, rows }: z.infer<typeof SetAsideFile>): SetAsideByColumn {
  const each = rows.length === 0 ? 0 : badRows / rows.length;
  const byColumn = Map.groupBy(rows, ({ column }) => column);
  return Object.fromEntries(
    [...byColumn].flatMap(([column, ofColumn]) => {
      if (column === undefined) return [];
      const reasons = [...Map.groupBy(ofColumn, ({ reason }) => reason)];
      return [[column, Object.fromEntries(reasons.map(([reason, listed]) => [reason, Math.round(listed.length * each)]))]];
    }),
  );
}
