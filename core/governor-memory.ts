import * as z from 'zod/mini';
import type { Condition, Item } from './ports.ts';

/** What the governor remembers of a project. `day` is a UTC date; counts and US dollars are of that day. */
export const GovernorMemory = z.object({
  lastOpenedAt: z.optional(z.string()),
  day: z.optional(z.string()),
  runsToday: z.optional(z.number()),
  spentToday: z.optional(z.number()),
  failuresInARow: z.optional(z.number()),
  /** What the newest run with a training job has cost, in US dollars. */
  lastCost: z.optional(z.number()),
  /** When the owners were last mailed that a run is suggested. */
  suggestedAt: z.optional(z.string()),
  paused: z.optional(z.object({ who: z.string(), why: z.string(), at: z.string() })),
});
export type GovernorMemory = z.infer<typeof GovernorMemory>;

/** Counts of an earlier day are over. */
export function countsOf({ day, runsToday = 0, spentToday = 0 }: GovernorMemory, today: string): { readonly runsToday: number; readonly spentToday: number } {
  return day === today ? { runsToday, spentToday } : { runsToday: 0, spentToday: 0 };
}

/** The UTC date of a time. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Changes of the memory, member by member, so that a pause written beside them is not lost; whole where there was no memory. `when` says which of the two was meant. */
export function remember(before: GovernorMemory | undefined, changes: GovernorMemory): { readonly set: Item; readonly when: Condition } {
  if (!before) return { set: { governor: changes }, when: { absent: 'governor' } };
  return { set: Object.fromEntries(Object.entries(changes).map(([name, value]) => [`governor.${name}`, value])), when: { present: 'governor' } };
}
