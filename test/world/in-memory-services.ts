import { randomNumbers } from '../../cli/random-numbers.ts';
import { nameScoring } from '../../core/batch-name.ts';
import type { Images, Mails, Records, Schedules, Scorings, Services, Tokens } from '../../core/ports.ts';
import type { Image } from '../../core/records.ts';
import type { ScheduleSettings } from '../../core/schedule-settings.ts';
import { type InMemoryArrivals, inMemoryArrivals } from './in-memory-arrivals.ts';
import { type InMemoryExecutions, inMemoryExecutions } from './in-memory-executions.ts';
import { type InMemoryAlarms, type InMemoryMetrics, inMemoryAlarms, inMemoryMetrics } from './in-memory-monitoring.ts';
import { type InMemoryJobs, type InMemoryRegistry, inMemoryJobs, inMemoryRegistry } from './in-memory-sagemaker.ts';
import { type InMemoryArtifacts, type InMemoryDatasets, inMemoryArtifacts, inMemoryDatasets } from './in-memory-storage.ts';
import { type InMemoryTransforms, inMemoryTransforms } from './in-memory-transforms.ts';

/** Every port of core/, in memory, each with what a test needs to set it up and to look at it afterwards. */
export interface InMemoryServices extends Services {
  readonly clock: { now(): Date; set(time: string): void; pass(seconds: number): void };
  readonly executions: InMemoryExecutions;
  readonly scorings: Scorings;
  readonly tokens: InMemoryTokens;
  readonly datasets: InMemoryDatasets;
  readonly arrivals: InMemoryArrivals;
  readonly artifacts: InMemoryArtifacts;
  readonly images: Images & { push(repository: string, tag: string, about?: { readonly digest?: string; readonly commit?: string }): Image };
  readonly jobs: InMemoryJobs;
  readonly transforms: InMemoryTransforms;
  readonly registry: InMemoryRegistry;
  readonly schedules: Schedules & { readonly all: ReadonlyMap<string, ScheduleSettings> };
  readonly mails: InMemoryMails;
  readonly metrics: InMemoryMetrics;
  readonly alarms: InMemoryAlarms;
}

export function inMemoryServices(records: Records, { now = '2026-11-21T10:00:00.000Z', seed = 1 } = {}): InMemoryServices {
  const clock = settableClock(now);
  const artifacts = inMemoryArtifacts();
  const executions = inMemoryExecutions(clock.now);
  return {
    clock,
    ids: seededIds(seed),
    records,
    executions,
    scorings: {
      start: (scoring) => executions.start(scoring.project, nameScoring(scoring)),
      find: async (scoring) => executions.find(nameScoring(scoring)),
    },
    tokens: inMemoryTokens(),
    datasets: inMemoryDatasets(clock.now),
    arrivals: inMemoryArrivals(),
    artifacts,
    images: inMemoryImages(),
    jobs: inMemoryJobs(artifacts.uri),
    transforms: inMemoryTransforms(),
    registry: inMemoryRegistry(),
    schedules: inMemorySchedules(),
    mails: inMemoryMails(),
    links: { to: async (uri, by) => `https://${by}.example/${new URL(uri).pathname.slice(1)}?a=1&b=2` },
    metrics: inMemoryMetrics(),
    alarms: inMemoryAlarms(),
  };
}

export function settableClock(start: string) {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    set(next: string) {
      time = Date.parse(next);
    },
    pass(seconds: number) {
      time += seconds * 1000;
    },
  };
}

/** The same seed gives the same suffixes in the same order. */
export function seededIds(seed: number) {
  const next = randomNumbers(seed);
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return { suffix: () => Array.from({ length: 6 }, () => letters[Math.floor(next() * letters.length)]).join('') };
}

export type TokenAnswer = { readonly token: string; readonly output?: unknown; readonly error?: string; readonly cause?: string };

export interface InMemoryTokens extends Tokens {
  readonly answers: readonly TokenAnswer[];
  /** Nobody waits for this token any more. */
  expire(token: string): void;
}

/** A token takes one answer, as in Step Functions; a second one finds it gone. */
function inMemoryTokens(): InMemoryTokens {
  const answers: TokenAnswer[] = [];
  const gone = new Set<string>();
  const answer = (given: TokenAnswer) => {
    if (gone.has(given.token)) return 'gone' as const;
    gone.add(given.token);
    answers.push(given);
    return 'answered' as const;
  };
  return {
    answers,
    expire: (token) => void gone.add(token),
    succeed: async (token, output) => answer({ token, output }),
    fail: async (token, error, cause) => answer({ token, error, cause }),
  };
}

function inMemoryImages(): InMemoryServices['images'] {
  const images = new Map<string, Image>();
  return {
    push(repository, tag, { digest = `sha256:${'ab'.repeat(32)}`, commit } = {}) {
      const uri = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/${repository}@${digest}`;
      const image = { repository, tag, digest, uri, ...(commit === undefined ? {} : { commit }) };
      images.set(`${repository}:${tag}`, image);
      images.set(`${repository}@${digest}`, image);
      return image;
    },
    resolve: async (repository, tag, digest) => images.get(digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`),
  };
}

function inMemorySchedules(): InMemoryServices['schedules'] {
  const all = new Map<string, ScheduleSettings>();
  return {
    all,
    ensure: async (project, schedule) => void all.set(project, schedule),
    remove: async (project) => void all.delete(project),
  };
}

export interface InMemoryMails extends Mails {
  readonly sent: readonly { readonly to: string; readonly subject: string; readonly html: string; readonly text: string }[];
  /** Every mail to this address fails with this error; without an error it is taken again. */
  failFor(to: string, error?: Error): void;
}

function inMemoryMails(): InMemoryMails {
  const sent: { to: string; subject: string; html: string; text: string }[] = [];
  const failures = new Map<string, Error>();
  return {
    sent,
    failFor: (to, error) => void (error === undefined ? failures.delete(to) : failures.set(to, error)),
    async send(mail) {
      const failure = failures.get(mail.to);
      if (failure !== undefined) throw failure;
      sent.push({ ...mail });
      return { messageId: `mail-${sent.length}` };
    },
  };
}
