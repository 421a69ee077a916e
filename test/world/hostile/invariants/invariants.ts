import type { Played } from '../play.ts';
import { type Facts, factsOf } from './facts.ts';
import { BATCHES } from './of-batches.ts';
import { GOVERNOR } from './of-governor.ts';
import { JOBS } from './of-jobs.ts';
import { MODELS } from './of-models.ts';
import { REQUESTS } from './of-requests.ts';
import { RUNS } from './of-runs.ts';
import { UPLOADS } from './of-uploads.ts';

/** What must hold of every world, whatever went wrong in it: each answers what contradicts it. */
export type Invariant = (facts: Facts) => readonly string[];

export const INVARIANTS: Readonly<Record<string, Invariant>> = { ...UPLOADS, ...REQUESTS, ...RUNS, ...GOVERNOR, ...MODELS, ...JOBS, ...BATCHES };

export type Violation = { readonly invariant: string; readonly what: string };

export function violationsOf(world: Played): readonly Violation[] {
  const facts = factsOf(world);
  return Object.entries(INVARIANTS).flatMap(([invariant, check]) => check(facts).map((what) => ({ invariant, what })));
}
