import * as z from 'zod/mini';

const Share = z.number().check(z.minimum(0), z.maximum(1));

/** `warn`: told, never an alarm, and no part of the false-alarm budget. `off`: not looked at. */
const Mode = z.enum(['alarm', 'warn', 'off']);
export type Mode = z.infer<typeof Mode>;

/** What must be exceeded besides chance, as shares of the rows: a certain but small change is told and is no alarm. */
const Thresholds = {
  /** Numbers: the largest difference between the shares of rows below any value. Categories: the share of rows that would need another one. */
  shiftAtLeast: z.optional(Share),
  missingRiseAtLeast: z.optional(Share),
  wrongTypeRiseAtLeast: z.optional(Share),
  unknownRiseAtLeast: z.optional(Share),
} as const;

const Modes = { shift: z.optional(Mode), completeness: z.optional(Mode), type: z.optional(Mode), categories: z.optional(Mode) } as const;

export const ColumnMonitoring = z.strictObject({ ...Modes, ...Thresholds });
export type ColumnMonitoring = z.infer<typeof ColumnMonitoring>;

/** `monitoring.drift` in project.yml: when a batch has drifted. What is given for a column overrides what is given for all. */
export const DriftMonitoring = z.strictObject({
  /** How often a batch like the baseline may raise an alarm, all columns and checks together. */
  falseAlarmsAtMost: z._default(z.number().check(z.gt(0), z.maximum(0.5)), 0.01),
  missingColumns: z._default(Mode, 'alarm'),
  extraColumns: z._default(Mode, 'alarm'),
  ...Modes,
  ...Thresholds,
  columns: z._default(z.record(z.string(), ColumnMonitoring), {}),
});
export type DriftMonitoring = z.infer<typeof DriftMonitoring>;

export const DEFAULT_MONITORING: DriftMonitoring = DriftMonitoring.parse({});

/** What holds for one column. */
export interface ColumnSettings {
  readonly shift: Mode;
  readonly completeness: Mode;
  readonly type: Mode;
  readonly categories: Mode;
  readonly shiftAtLeast: number;
  readonly missingRiseAtLeast: number;
  readonly wrongTypeRiseAtLeast: number;
  readonly unknownRiseAtLeast: number;
}

/** The column's own setting, else the one for all columns, else what docs/data-quality.md has measured. */
export function monitoringOf(column: string, monitoring: DriftMonitoring): ColumnSettings {
  const own = monitoring.columns[column] ?? {};
  return {
    shift: own.shift ?? monitoring.shift ?? 'alarm',
    completeness: own.completeness ?? monitoring.completeness ?? 'alarm',
    type: own.type ?? monitoring.type ?? 'alarm',
    categories: own.categories ?? monitoring.categories ?? 'alarm',
    shiftAtLeast: own.shiftAtLeast ?? monitoring.shiftAtLeast ?? 0.05,
    missingRiseAtLeast: own.missingRiseAtLeast ?? monitoring.missingRiseAtLeast ?? 0.01,
    wrongTypeRiseAtLeast: own.wrongTypeRiseAtLeast ?? monitoring.wrongTypeRiseAtLeast ?? 0.01,
    unknownRiseAtLeast: own.unknownRiseAtLeast ?? monitoring.unknownRiseAtLeast ?? 0.01,
  };
}
