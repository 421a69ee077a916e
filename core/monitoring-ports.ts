/** One measurement of a project or, without one, of the whole stage; docs/monitoring.md says what each means. */
export type Figure = { readonly project?: string; readonly name: string; readonly unit: 'Count' | 'None' | 'Seconds'; readonly value: number };

export interface Metrics {
  /** Stamped with the time of the call, all or none. */
  put(figures: readonly Figure[]): Promise<void>;
}

export type AlarmSpec = {
  readonly name: string;
  readonly project: string;
  readonly description: string;
  readonly metric: string;
  /** The alarm goes off when the metric reaches it. */
  readonly threshold: number;
  readonly periodSeconds: number;
};

export type Alarm = { readonly name: string; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; readonly reason: string };

export interface Alarms {
  /** Makes the alarm or changes it; its state stays. */
  ensure(spec: AlarmSpec): Promise<void>;
  /** What CloudWatch says now; undefined where there is no such alarm. */
  describe(name: string): Promise<Alarm | undefined>;
}
