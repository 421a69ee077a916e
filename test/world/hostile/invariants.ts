import { type Facts, factsOf } from './facts.ts';
import { JOBS } from './invariants-of-jobs.ts';
import { RUNS } from './invariants-of-runs.ts';
import { UPLOADS } from './invariants-of-uploads.ts';
import type { Played } from './play.ts';

/** What must hold of every world, whatever went wrong in it: each answers what contradicts it. */
export type Invariant = (facts: Facts) => readonly string[];

export const INVARIANTS: Readonly<Record<string, Invariant>> = { ...UPLOADS, ...RUNS, ...JOBS };

export type Violation = { readonly invariant: string; readonly what: string };

export function violationsOf(world: Played): readonly Violation[] {
  const facts = factsOf(world);
  return Object.entries(INVARIANTS).flatMap(([invariant, check]) => check(facts).map((what) => ({ invariant, what })));
}
