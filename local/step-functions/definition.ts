import { z } from 'zod';
import { operators } from './choice-rules.ts';
import type { Json } from './json.ts';

const json = z.custom<Json>(() => true);
const seconds = z.int().min(0).max(99_999_999);
const timeout = z.int().min(1).max(99_999_999);
const path = z.string();

export const Retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
  MaxAttempts: seconds.optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
  Comment: z.string().optional(),
});
export type Retrier = z.infer<typeof Retrier>;

const Catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: path.nullable().optional(),
  Comment: z.string().optional(),
});
export type Catcher = z.infer<typeof Catcher>;

const described = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const filtered = { ...described, InputPath: path.nullable().optional(), OutputPath: path.nullable().optional() };
const flowing = { ...filtered, Next: z.string().optional(), End: z.boolean().optional() };
const computed = { ...flowing, Parameters: json.optional(), ResultPath: path.nullable().optional() };
const fallible = { ...computed, ResultSelector: json.optional(), Retry: z.array(Retrier).optional(), Catch: z.array(Catcher).optional() };

/** A rule of a Choice state; `tests` holds its one comparison operator. Only the outermost rule has a Next. */
export interface ChoiceRule {
  readonly And?: readonly ChoiceRule[] | undefined;
  readonly Or?: readonly ChoiceRule[] | undefined;
  readonly Not?: ChoiceRule | undefined;
  readonly Variable?: string | undefined;
  readonly tests?: Readonly<Record<string, Json>> | undefined;
  readonly Next?: string | undefined;
}

const Rule: z.ZodType<ChoiceRule> = z.lazy(() =>
  z
    .strictObject({
      And: z.array(Rule).min(1).optional(),
      Or: z.array(Rule).min(1).optional(),
      Not: Rule.optional(),
      Variable: path.optional(),
      Next: z.string().optional(),
      Comment: z.string().optional(),
      ...Object.fromEntries(operators.map((operator) => [operator, json.optional()])),
    })
    .transform(({ And, Or, Not, Variable, Next, Comment: _comment, ...tests }) => ({ And, Or, Not, Variable, Next, tests })),
);

const Task = z.strictObject({
  Type: z.literal('Task'),
  ...fallible,
  Resource: z.string(),
  TimeoutSeconds: timeout.optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: timeout.optional(),
  HeartbeatSecondsPath: path.optional(),
});
const Pass = z.strictObject({ Type: z.literal('Pass'), ...computed, Result: json.optional() });
const Choice = z.strictObject({ Type: z.literal('Choice'), ...filtered, Choices: z.array(Rule).min(1), Default: z.string().optional() });
const Wait = z.strictObject({
  Type: z.literal('Wait'),
  ...flowing,
  Seconds: seconds.optional(),
  SecondsPath: path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: path.optional(),
});
const Succeed = z.strictObject({ Type: z.literal('Succeed'), ...filtered });
const Fail = z.strictObject({
  Type: z.literal('Fail'),
  ...described,
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ErrorPath: z.string().optional(),
  CausePath: z.string().optional(),
});
const Parallel = z.strictObject({ Type: z.literal('Parallel'), ...fallible, Branches: z.array(z.lazy((): z.ZodType<Machine> => Branch)).min(1) });
const inner = z.lazy((): z.ZodType<Machine> => Branch);
const MapState = z.strictObject({
  Type: z.literal('Map'),
  ...fallible,
  ItemsPath: path.optional(),
  ItemSelector: json.optional(),
  ItemProcessor: inner.optional(),
  Iterator: inner.optional(),
  MaxConcurrency: z.int().min(0).optional(),
  MaxConcurrencyPath: path.optional(),
});

const State = z.discriminatedUnion('Type', [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, MapState]);
export type State = z.infer<typeof State>;
export type TaskState = z.infer<typeof Task>;
export type MapOrParallelState = z.infer<typeof MapState> | z.infer<typeof Parallel>;
export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>;

/** States that lead to one another from StartAt to an end: a whole machine, a branch, or what a Map does to each item. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number | undefined;
}

const branch = {
  ...described,
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), State),
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE', 'the distributed Map is not supported locally: leave Mode out or write INLINE') }).optional(),
};
const Branch = z.strictObject(branch);

/** A whole state machine in the JSONPath dialect of the States Language. Unknown fields are refused, so that a misspelt one is seen. */
export const Definition = z.strictObject({ ...branch, Version: z.literal('1.0').optional(), TimeoutSeconds: timeout.optional() });
