import * as z from 'zod/mini';

/** The triggers that nobody watches. A person is never put off by cooldown, cap or failures; a paused project and a spent budget hold for everybody. */
const GOVERNED = ['upload', 'image', 'schedule', 'alarm', 'commit', 'approval'] as const;
const count = () => z.int().check(z.minimum(1), z.maximum(1000));

/** `governor` in project.yml: what is judged before a run opens. The defaults hold where it is left out. */
export const GovernorSettings = z.strictObject({
  /** Whose requests cooldown, daily cap, failures and mode hold for. */
  governs: z._default(z.array(z.enum(GOVERNED)).check(z.maxLength(GOVERNED.length)), ['schedule', 'alarm']),
  /** `suggest`: a mail asks the owners instead of a run being opened. */
  mode: z._default(z.enum(['run', 'suggest']), 'run'),
  /** From the opening of one run to that of the next governed one. */
  cooldownMinutes: z._default(z.int().check(z.minimum(0), z.maximum(10_080)), 60),
  /** Runs of a UTC day, whoever asked for them, after which no governed one opens any more. */
  runsPerDay: z._default(count(), 24),
  /** So many Failed runs in a row open no governed one until a run ends otherwise or a person resumes the project. */
  stopAfterFailures: z._default(count(), 3),
  /** US dollars of training a UTC day; a run opens only if what it is expected to cost still fits. */
  budgetPerDay: z.optional(z.number().check(z.positive(), z.maximum(1_000_000))),
  /** US dollars an instance hour, over the built-in table: your region's or your contract's price. */
  prices: z._default(z.record(z.string(), z.number().check(z.positive())), {}),
});
export type GovernorSettings = z.infer<typeof GovernorSettings>;

export const DEFAULT_GOVERNOR: GovernorSettings = GovernorSettings.parse({});
