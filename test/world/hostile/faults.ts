import type { Chance } from './chance.ts';
import type { Service, Weather } from './weather.ts';

/** Where a function asks something of the world: `nth` counts all calls of the world, `again` the same calls of one invocation. */
export type CallSite = {
  readonly nth: number;
  readonly again: number;
  readonly functionName: string;
  readonly service: Service;
  readonly port: string;
  readonly method: string;
};

/** What becomes of one call. `seconds` is how long it takes until it has its effect. */
export type Fate = { readonly kind: 'works' | 'refused' | 'unanswered' | 'dies before' | 'dies after'; readonly seconds: number; readonly error?: Error };

export type Faults = (site: CallSite, time: number) => Fate;

const WORKS: Fate = { kind: 'works', seconds: 0.02 };

/** What cannot stand in a transaction of the records. */
const EFFECTS: ReadonlySet<string> = new Set(['create', 'createPackage', 'stop', 'succeed', 'fail', 'send', 'discardModel']);

/** Draws the fate of each call by the weather, until the faults end. Times are milliseconds. */
export function drawnFaults(weather: Weather, victims: readonly string[], begin: number, chance: Chance): Faults {
  const end = begin + 1000 * weather.endsAfter;
  let crashes = 0;
  const victim = weather.victim === undefined ? undefined : victims[Math.floor(weather.victim * victims.length)];
  const dies = ({ functionName, method }: CallSite, rate: number) => {
    if (victim !== undefined && functionName !== victim) return false;
    if (weather.effectsOnly && !EFFECTS.has(method)) return false;
    if (crashes >= weather.crashesAtMost || !chance.happens(rate)) return false;
    crashes += 1;
    return true;
  };
  return (site, time) => {
    const { service } = site;
    const seconds = chance.next() * 0.05;
    if (time >= end) return { ...WORKS, seconds };
    if (isDown(weather, service, time - begin)) return { kind: 'refused', seconds, error: unavailable(service) };
    if (chance.happens(weather.refused)) return { kind: 'refused', seconds, error: chance.happens(0.5) ? throttled(service) : unavailable(service) };
    if (dies(site, weather.crashBefore)) return { kind: 'dies before', seconds };
    if (dies(site, weather.crashAfter)) return { kind: 'dies after', seconds };
    if (chance.happens(weather.unanswered))
      return { kind: 'unanswered', seconds, error: named('TimeoutError', 'the connection was lost before the answer came') };
    return { kind: 'works', seconds: chance.happens(weather.stall) ? chance.oneOf([1, 10, 150, 1000]) * chance.next() : seconds };
  };
}

/** Nothing goes wrong but this: the process dies before or after these calls. */
export function deathsAt(sites: ReadonlyMap<number, 'dies before' | 'dies after'>): Faults {
  return ({ nth }) => ({ ...WORKS, kind: sites.get(nth) ?? 'works' });
}

export function isDown({ outage }: Weather, service: Service, milliseconds: number): boolean {
  return outage?.service === service && milliseconds >= 1000 * outage.from && milliseconds < 1000 * outage.to;
}

/** What a throttled call is called, service by service, once the SDK has used up its own attempts. */
const THROTTLED: Readonly<Record<Service, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  s3: 'SlowDown',
  states: 'ThrottlingException',
  sagemaker: 'ThrottlingException',
  ses: 'Throttling',
  ecr: 'ThrottlingException',
  logs: 'ThrottlingException',
  lambda: 'TooManyRequestsException',
  monitoring: 'Throttling',
  scheduler: 'ThrottlingException',
};

const throttled = (service: Service) => named(THROTTLED[service], 'Rate exceeded');
const unavailable = (service: Service) => named(service === 'dynamodb' ? 'InternalServerError' : 'ServiceUnavailable', `${service} is not available`);

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
