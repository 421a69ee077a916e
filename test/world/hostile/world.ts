import { keys, type ObjectVersion } from '../../../core/records.ts';
import type { StateMachine } from '../../../local/step-functions/state-machine.ts';
import { inMemoryRecords } from '../in-memory-records.ts';
import { inMemoryServices } from '../in-memory-services.ts';
import { inMemoryDatasets } from '../in-memory-storage.ts';
import { seededChance } from './chance.ts';
import { NAMES } from './deployed-functions.ts';
import { SimulatedBus, type targetsOf } from './event-bus.ts';
import { drawnFaults, type Faults } from './faults.ts';
import { impatient } from './impatience.ts';
import { journalledRecords } from './journal.ts';
import { type Note, SimulatedLambda } from './lambda.ts';
import type { Doors } from './load-doors.ts';
import { mailLog } from './mail-log.ts';
import { PROJECTS } from './projects.ts';
import { type Outputs, SimulatedSageMaker } from './sagemaker.ts';
import type { Stage } from './stand-ins.ts';
import { simulatedStepFunctions } from './state-machines.ts';
import { type Deed, drawDeeds } from './story.ts';
import { Timeline } from './timeline.ts';
import { drawWeather, type Weather } from './weather.ts';

const BEGIN = '2026-11-21T10:00:00.000Z';

/** Which function takes what the sweep found. */
const TAKES = { dataset: 'acceptDataset', batch: 'acceptBatch', project: 'applyProject' } as const;

/** What all worlds share: the product's code as loaded, and what was read from its files once. */
export type Product = {
  readonly doors: Doors;
  readonly stage: Stage;
  readonly targets: ReturnType<typeof targetsOf>;
  readonly trainModel: StateMachine;
  readonly outputs: Outputs;
};

/** A world is its seed; what is given besides takes the place of what the seed would have drawn. */
export type Conditions = {
  readonly seed: number;
  readonly weather?: Weather;
  readonly deeds?: readonly Deed[];
  readonly faults?: Faults;
  /** Hears all that happens: the story of the world. */
  readonly tell?: (line: string) => void;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Everything of one world at its beginning: AWS in memory, and the projects applied. */
export async function createWorld({ doors, stage, targets, trainModel, outputs }: Product, { seed, tell, ...given }: Conditions) {
  const chance = seededChance(seed);
  const weather = given.weather ?? drawWeather(chance);
  const deeds = given.deeds ?? drawDeeds(chance);
  const timeline = new Timeline(BEGIN);
  const faultsEnd = timeline.time + 1000 * weather.endsAfter;
  const note: Note = tell ? (who, what) => tell(`${timeline.now().toISOString().slice(8, 23)} ${who} ${what}`) : () => {};
  const faults = given.faults ?? drawnFaults(weather, [...doors.keys()], timeline.time, chance);
  const skew = () => (timeline.time < faultsEnd ? 1000 * weather.skew * Math.max(0, chance.next() * 2 - 1) : 0);
  const lambda = new SimulatedLambda({ doors, timeline, faults, skew, note });
  const journal = journalledRecords(inMemoryRecords(), { time: () => timeline.time, who: () => lambda.actor });
  const memory = inMemoryServices(journal.port, { seed });
  const now = () => timeline.now();
  const datasets = inMemoryDatasets(now);
  const bus = new SimulatedBus(targets, { timeline, lambda, weather, chance, note });
  const publish = bus.publish.bind(bus);
  const sagemaker = new SimulatedSageMaker(memory.jobs, { timeline, weather, chance, publish, note, artifacts: memory.artifacts, outputs });
  const impatience = impatient(seed, {
    timeline,
    note,
    names: given.weather ? [] : [...doors.keys()],
    stop: (arn) => executions.read(arn).stop('Aborted', 'by hand'),
  });
  const { executions, ...stepFunctions } = simulatedStepFunctions(trainModel, { timeline, lambda, chance, publish, waits: impatience });
  const mails = mailLog(memory.mails, { timeline, lambda });
  const arrivals = { hand: async (kind: keyof typeof TAKES, found: unknown) => bus.hand(TAKES[kind], found) };
  const services = {
    ...memory,
    arrivals,
    datasets,
    jobs: sagemaker.port,
    executions: stepFunctions.executionsPort,
    tokens: stepFunctions.tokensPort,
    mails: mails.port,
  };
  const config = inMemoryDatasets(now, NAMES['ConfigBucket']);
  stage.world = { lambda, services, config };
  memory.images.push('nacre/training', 'latest', { commit: 'c0ffee' });
  for (const definition of PROJECTS.filter(({ project }) => deeds.some((deed) => deed.project === project))) {
    const { project } = definition;
    const source = { bucket: NAMES['ConfigBucket'] ?? '', key: `projects/${project}/project.yml`, versionId: 'p1', sequencer: '0' };
    memory.registry.ensureGroup(`nacre-\${sls:stage}-${project}`, project);
    await journal.port.write(
      { put: keys.project(project), item: { project, definition, source, appliedAt: BEGIN, nextRunNumber: 1 } },
      { put: keys.listing(project), item: { project } },
    );
  }
  const uploads: ObjectVersion[] = [];
  const packages = () => memory.registry.packages;
  return {
    uploads,
    packages,
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
    sagemaker,
    executions,
    trainModel,
    sent: mails.sent,
    services,
  };
}
