import type { Chance } from './chance.ts';

export const SERVICES = ['dynamodb', 's3', 'states', 'sagemaker', 'ses', 'ecr', 'logs', 'lambda', 'monitoring', 'scheduler'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * How hostile a world is, as data. Rates are probabilities for each event or call, times are seconds.
 * Each world draws some kinds of trouble and is spared the others: rare combinations come up that way which an even mixture would drown.
 */
export type Weather = {
  /** An event is delivered again, and perhaps again. */
  readonly duplicate: number;
  /** An event of a service that promises no more than best effort is never delivered. */
  readonly lost: number;
  /** No event of this source is lost. */
  readonly spares?: string;
  /** Hardly an event of this source is delivered, as where somebody has switched off its rule. */
  readonly silent?: string;
  /** The latest that an event arrives. */
  readonly lateness: number;
  /** A call is throttled or answered with a 5xx, and has no effect. */
  readonly refused: number;
  /** A call has its effect, and its answer is lost. */
  readonly unanswered: number;
  readonly crashBefore: number;
  readonly crashAfter: number;
  readonly crashesAtMost: number;
  /** Which function dies, in worlds where only one does: its share in `victims`, from 0 to 1. */
  readonly victim?: number;
  /** Processes die only where something outside of the records is made, stopped or told. */
  readonly effectsOnly: boolean;
  /** A call takes so long that others overtake it, perhaps longer than its function may run. */
  readonly stall: number;
  readonly outage?: { readonly service: Service; readonly from: number; readonly to: number };
  /** By how much the clock of a function may be wrong. */
  readonly skew: number;
  /** An event says what is not so, or says it too early. */
  readonly lies: number;
  /** How long SageMaker's Describe may tell of the past. */
  readonly describeLag: number;
  /** The rule that calls reconcile is switched off; in such a world nothing may need it. */
  readonly unreconciled: boolean;
  /** From then on everything works again. */
  readonly endsAfter: number;
};

export const CALM: Weather = {
  duplicate: 0,
  lost: 0,
  lateness: 1,
  refused: 0,
  unanswered: 0,
  crashBefore: 0,
  crashAfter: 0,
  crashesAtMost: 0,
  effectsOnly: false,
  stall: 0,
  skew: 0,
  lies: 0,
  describeLag: 0,
  unreconciled: false,
  endsAfter: 7200,
};

const HOUR = 3600;

export function drawWeather(chance: Chance): Weather {
  const some = (...rates: readonly [number, ...number[]]) => (chance.happens(0.5) ? chance.oneOf(rates) : 0);
  const lateness = chance.oneOf([1, 30, 30, 600, 600, HOUR, 6 * HOUR]);
  const weather: Weather = {
    duplicate: chance.happens(0.8) ? 0.3 : 0,
    lost: chance.happens(0.8) ? 0.1 : 0,
    lateness,
    refused: some(0.01, 0.05, 0.15),
    unanswered: some(0.01, 0.05, 0.1),
    crashBefore: some(0.01, 0.05, 0.1),
    crashAfter: some(0.01, 0.05, 0.1),
    crashesAtMost: Number.POSITIVE_INFINITY,
    effectsOnly: chance.happens(0.2),
    ...(chance.happens(0.4) && { victim: chance.next() }),
    stall: some(0.02, 0.1),
    ...(chance.happens(0.2) && { outage: outageIn(chance) }),
    ...(chance.happens(0.15) && { silent: chance.oneOf(REPAIRED) }),
    skew: some(10, 300),
    lies: some(0.1, 0.3),
    describeLag: some(5, 60),
    unreconciled: false,
    endsAfter: Math.max(2 * HOUR, lateness + HOUR),
  };
  return chance.happens(0.3) ? selfHealing(weather, chance) : weather;
}

/** Sources of which each event that is lost is made up for. */
const REPAIRED = ['aws.s3', 'aws.states', 'aws.sagemaker'] as const;

function outageIn(chance: Chance): NonNullable<Weather['outage']> {
  const from = chance.between(0, HOUR);
  return { service: chance.oneOf(SERVICES), from, to: from + HOUR };
}

/** As often as an event is tried again: so many deaths must cost nothing. */
const RETRIES = 2;

/** A day on which every event arrives and no more goes wrong than what is tried again anyway: then nothing may wait for reconcile. */
function selfHealing({ outage: _, silent: __, ...drawn }: Weather, chance: Chance): Weather {
  const weather = { ...drawn, effectsOnly: drawn.victim === undefined && chance.happens(0.6) };
  const rate = () => (weather.victim !== undefined ? 0.15 : weather.effectsOnly ? 0.3 : chance.oneOf([0, 0.02]));
  const crashes = { crashBefore: rate(), crashAfter: rate(), crashesAtMost: RETRIES };
  const lateness = chance.happens(0.5) ? 1 : weather.lateness;
  return { ...weather, ...crashes, lateness, lost: 0, refused: 0, unanswered: 0, stall: 0, skew: 0, describeLag: 0, unreconciled: true };
}
