import type { CallSite, Fate, Faults } from '../world/hostile/faults.ts';
import { factsOf } from '../world/hostile/invariants/facts.ts';
import { violationsOf } from '../world/hostile/invariants/invariants.ts';
import { playWorld } from '../world/hostile/play.ts';
import { loadProduct } from '../world/hostile/product.ts';
import type { Course, End } from '../world/hostile/services/course-of-jobs.ts';
import type { Deed } from '../world/hostile/story/deeds.ts';
import { CALM, type Weather } from '../world/hostile/weather.ts';
import type { Conditions } from '../world/hostile/world.ts';

export const BEGIN = '2026-11-21T10:00:00.000Z';
export const HOUR = 3600;

let product: ReturnType<typeof loadPassing> | undefined;

/** The functions, rules and state machines as deployed, loaded once for all stories; every model passes. */
export function deployed(): ReturnType<typeof loadPassing> {
  product ??= loadPassing();
  return product;
}

async function loadPassing() {
  const loaded = await loadProduct();
  return { ...loaded, outputs: { good: loaded.outputs.good, poor: loaded.outputs.good } };
}

type Trouble = Pick<Conditions, 'faults' | 'courseOf'> & { readonly weather?: Partial<Weather> };

/** What people do is played to its end in a world where nothing goes wrong but the trouble that is given, and each job completes after a minute. Times are seconds. */
export async function live(deeds: readonly Deed[], { weather = {}, courseOf = () => completes(60), faults }: Trouble = {}) {
  const told: string[] = [];
  const conditions = { seed: 1, begin: BEGIN, weather: { ...CALM, spares: 'aws.s3', ...weather }, deeds, courseOf, ...(faults && { faults }) };
  const world = await playWorld(await deployed(), { ...conditions, tell: (line) => told.push(line) });
  const { runs, requests, mails } = factsOf(world);
  const toldOf = (name: string, what: string) => told.filter((line) => line.includes(` ${name}#`)).flatMap((line) => line.split(` ${what} `).slice(1));
  return {
    ...{ world, runs, requests, mails, violations: violationsOf(world) },
    outcomes: runs.map(({ outcome }) => outcome),
    /** The run behind each registered version, oldest first. */
    versions: world.services.registry.packages.map(({ clientToken }) => clientToken),
    jobs: [...world.training.course.jobs.values()],
    invoked: (name: string) => toldOf(name, 'begins with').length,
    /** What a function answered, as JSON, oldest first. */
    answers: (name: string) => toldOf(name, 'answers'),
    /** All that functions were given and answered, as JSON. */
    payloads: told.flatMap((line) => line.split(/ (?:begins with|answers) /).slice(1)),
  };
}

export const upload = (at: number, name = 'a', body = `age,price\n${at},1\n8,2\n9,3\n`): Deed => ({
  at,
  project: 'cars',
  kind: 'upload',
  key: `cars/datasets/${name}.csv`,
  body,
});

export const batch = (at: number): Deed => ({ at, project: 'cars', kind: 'batch', key: 'cars/batches/b.csv', body: 'age\n1\n2\n' });

export const completes = (seconds: number): Course => ends(seconds, { status: 'Completed' });
export const ends = (seconds: number, end: End): Course => ({ seconds, end });

/** The first call of this function to this method has this fate; all others work. */
export function atCall(functionName: string, method: string, fate: Partial<Fate>): Faults {
  let met = false;
  return (site: CallSite) => {
    const meets = !met && site.functionName === functionName && site.method === method;
    met ||= meets;
    return { kind: 'works', seconds: 0.02, ...(meets && fate) };
  };
}

export const secondsBetween = (from: string, to = '') => (Date.parse(to) - Date.parse(from)) / 1000;
