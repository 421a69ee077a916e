import { keys, type ObjectVersion } from '../../../core/records.ts';
import type { StateMachine } from '../../../local/step-functions/state-machine.ts';
import { inMemoryRecords } from '../in-memory-records.ts';
import { inMemoryServices } from '../in-memory-services.ts';
import { inMemoryDatasets } from '../in-memory-storage.ts';
import { seededChance } from './chance.ts';
import { NAMES, STAGE } from './deployed-functions.ts';
import { SimulatedBus, type targetsOf } from './event-bus.ts';
import { drawnFaults, type Faults } from './faults.ts';
import { impatient } from './impatience.ts';
import { journalledRecords } from './journal.ts';
import { type Note, SimulatedLambda } from './lambda.ts';
import type { Doors } from './load-doors.ts';
import type { Course } from './services/course-of-jobs.ts';
import { mailLog } from './services/mail-log.ts';
import { simulatedRegistry } from './services/model-registry.ts';
import { type Outputs, simulatedTraining } from './services/training-jobs.ts';
import { simulatedTransforms } from './services/transform-jobs.ts';
import type { Stage } from './stand-ins.ts';
import { simulatedStepFunctions } from './state-machines.ts';
import { type Deed, drawDeeds } from './story/deeds.ts';
import { applyAnew, BEGIN, goOnFrom, type History } from './story/history.ts';
import { PROJECTS } from './story/projects.ts';
import { Timeline } from './timeline.ts';
import { drawWeather, type Weather } from './weather.ts';

/** Which function takes what the sweep found. */
const TAKES = { dataset: 'acceptDataset', batch: 'acceptBatch', project: 'applyProject' } as const;

/** What all worlds share: the product's code as loaded, and what was read from its files once. */
export type Product = {
  readonly doors: Doors;
  readonly stage: Stage;
  readonly targets: ReturnType<typeof targetsOf>;
  readonly trainModel: StateMachine;
  readonly scoreBatch: StateMachine;
  readonly outputs: Outputs;
  /** What half of the worlds go on from; the others begin with nothing. */
  readonly history?: History;
};

/** A world is its seed; what is given besides takes the place of what the seed would have drawn. */
export type Conditions = {
  readonly seed: number;
  readonly weather?: Weather;
  readonly deeds?: readonly Deed[];
  readonly faults?: Faults;
  /** What becomes of each job, by its name. */
  readonly courseOf?: (name: string) => Course;
  /** Also when the world begins; then it has no past. */
  readonly begin?: string;
  /** Hears all that happens: the story of the world. */
  readonly tell?: (line: string) => void;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Everything of one world at its beginning: AWS in memory, and the projects applied. */
export async function createWorld({ doors, stage, targets, trainModel, scoreBatch, outputs, history }: Product, { seed, tell, ...given }: Conditions) {
  const chance = seededChance(seed);
  const weather = given.weather ?? drawWeather(chance);
  const past = chance.happens(0.5) && given.begin === undefined ? history : undefined;
  const deeds = given.deeds ?? drawDeeds(chance, { hasModels: past !== undefined });
  const timeline = new Timeline(given.begin ?? BEGIN);
  const faultsEnd = timeline.time + 1000 * weather.endsAfter;
  const note: Note = tell ? (who, what) => tell(`${timeline.now().toISOString().slice(8, 23)} ${who} ${typeof what === 'string' ? what : what()}`) : () => {};
  const faults = given.faults ?? drawnFaults(weather, [...doors.keys()], timeline.time, chance);
  const skew = () => (timeline.time < faultsEnd ? 1000 * weather.skew * Math.max(0, chance.next() * 2 - 1) : 0);
  const lambda = new SimulatedLambda({ doors, timeline, faults, skew, note });
  const journal = journalledRecords(inMemoryRecords(), { time: () => timeline.time, who: () => lambda.actor });
  const memory = inMemoryServices(journal.port, { seed });
  const now = () => timeline.now();
  const datasets = inMemoryDatasets(now);
  const bus = new SimulatedBus(targets, { timeline, lambda, weather, chance, note });
  const publish = bus.publish.bind(bus);
  const settings = { timeline, weather, chance, publish, note, artifacts: memory.artifacts, ...(given.courseOf && { courseOf: given.courseOf }) };
  const jobs = simulatedTraining(memory.jobs, { ...settings, outputs });
  const transforms = simulatedTransforms(memory.transforms, settings);
  const registry = simulatedRegistry(memory.registry, { publish, timeline, chance, attentive: given.deeds === undefined });
  const impatience = impatient(seed, {
    timeline,
    note,
    names: given.weather ? [] : [...doors.keys()],
    stop: (arn) => executions.read(arn).stop('Aborted', 'by hand'),
  });
  const { executions, ...ports } = simulatedStepFunctions(trainModel, { timeline, lambda, chance, publish, waits: impatience, scoreBatch });
  const mails = mailLog(memory.mails, { timeline, lambda });
  const arrivals = {
    async hand(kind: keyof typeof TAKES, found: object) {
      const target = doors.get(TAKES[kind]);
      if (target) bus.hand(target, found);
    },
  };
  const services = {
    ...{ ...memory, arrivals, datasets, jobs: jobs.port, transforms: transforms.port, mails: mails.port },
    ...{ executions: ports.executionsPort, scorings: ports.scoringsPort, tokens: ports.tokensPort },
  };
  const config = inMemoryDatasets(now, NAMES['ConfigBucket']);
  stage.world = { lambda, services: { ...services, registry: registry.port }, config };
  const projects = PROJECTS.filter(({ project }) => deeds.some((deed) => deed.project === project));
  for (const { project, training } of projects) {
    memory.images.push(training.image.repository, 'latest', { commit: 'c0ffee' });
    memory.registry.ensureGroup(`nacre-${STAGE}-${project}`, project);
    await journal.port.write({ put: keys.listing(project), item: { project, image: `${training.image.repository}:latest` } });
  }
  const names = projects.map(({ project }) => project);
  if (past) await goOnFrom(past, names, { records: journal.port, datasets, memory });
  else await applyAnew(names, { records: journal.port });
  const uploads: ObjectVersion[] = [];
  const batches: ObjectVersion[] = [];
  return {
    uploads,
    batches,
    seed,
    doors,
    chance,
    weather,
    deeds,
    timeline,
    faultsEnd,
    note,
    lambda,
    journal,
    datasets,
    config,
    bus,
    training: jobs,
    transforms,
    registry,
    executions,
    trainModel,
    scoreBatch,
    sent: mails.sent,
    services,
  };
}
