import { type CallSite, deathsAt } from './faults.ts';
import { type Violation, violationsOf } from './invariants/invariants.ts';
import { playWorld } from './play.ts';
import { CALM } from './weather.ts';
import type { Conditions, Product } from './world.ts';

type Death = { readonly site: CallSite; readonly kind: 'dies before' | 'dies after' };
export type Crashed = { readonly seed: number; readonly deaths: readonly Death[]; readonly violations: readonly Violation[] };

/** `sites` names each place in a function's code where it asks something of the world, by which call of its kind it is within an invocation. */
export type Matrix = { readonly sites: readonly string[]; readonly worlds: number; readonly failures: readonly Crashed[] };

/** Calm worlds: so many that together every function comes to every call that it makes where nothing else goes wrong; and the few of which all pairs can be played. */
const STORIES = 150;
const STORIES_OF_PAIRS = 3;

/** Lets the process die at every call site of calm worlds, before and after the call: once each, where the site is first seen, or in all pairs; of these `most` of each world, spread evenly. */
export async function crashMatrix(
  product: Product,
  { pairs, most = Number.POSITIVE_INFINITY }: { readonly pairs: boolean; readonly most?: number | undefined },
): Promise<Matrix> {
  const known = new Set<string>();
  const failures: Crashed[] = [];
  let worlds = 0;
  for (let seed = 1; seed <= (pairs ? STORIES_OF_PAIRS : STORIES); seed += 1) {
    const sites = await sitesOf(product, seed, pairs ? new Set() : known);
    for (const deaths of pairs ? thinned(pairsOf(deathsOf(sites)), most) : deathsOf(sites).map((death) => [death])) {
      worlds += 1;
      const violations = violationsOf(await playWorld(product, dying(seed, deaths)));
      if (violations.length > 0) failures.push({ seed, deaths, violations });
    }
    for (const site of sites) known.add(nameOf(site));
  }
  return { sites: [...known], worlds, failures };
}

const deathsOf = (sites: readonly CallSite[]) =>
  sites.flatMap((site): readonly Death[] => [
    { site, kind: 'dies before' },
    { site, kind: 'dies after' },
  ]);

const dying = (seed: number, deaths: readonly Death[]): Conditions => ({
  seed,
  weather: CALM,
  faults: deathsAt(new Map(deaths.map(({ site, kind }) => [site.nth, kind]))),
});

/** The first call at each site that was not seen before. */
async function sitesOf(product: Product, seed: number, known: ReadonlySet<string>): Promise<readonly CallSite[]> {
  const first = new Map<string, CallSite>();
  const works = deathsAt(new Map());
  const faults = (site: CallSite, time: number) => {
    if (!known.has(nameOf(site)) && !first.has(nameOf(site))) first.set(nameOf(site), site);
    return works(site, time);
  };
  await playWorld(product, { seed, weather: CALM, faults });
  return [...first.values()];
}

/** A function that makes a call for the tenth time stands where it stood at the fourth. */
const DIFFERENT = 4;

export const nameOf = ({ functionName, again, port, method }: CallSite) => `${functionName} ${Math.min(again, DIFFERENT)} ${port}.${method}`;

const pairsOf = (deaths: readonly Death[]) =>
  deaths.flatMap((one, index) =>
    deaths
      .slice(index + 1)
      .filter(({ site }) => site !== one.site)
      .map((other) => [one, other]),
  );

function thinned<Each>(all: readonly Each[], most: number): readonly Each[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)]).filter((each) => each !== undefined);
}
