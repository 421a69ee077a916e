import type { ProjectDefinition } from '../../../core/project.ts';
import { keys } from '../../../core/records.ts';
import type { Happening } from '../../../local/plane.ts';
import { seededChance } from '../hostile/chance.ts';
import { NAMES } from '../hostile/deployed-functions.ts';
import { simulatedStepFunctions } from '../hostile/state-machines.ts';
import { Timeline } from '../hostile/timeline.ts';
import type { Product } from '../hostile/world.ts';
import { inMemoryRecords } from '../in-memory-records.ts';
import { inMemoryServices } from '../in-memory-services.ts';
import { inMemoryDatasets } from '../in-memory-storage.ts';
import { Meter } from './meter.ts';
import { meteredRecords, meteredServices, TableUse } from './metered-services.ts';
import { QuotaLambda } from './quota-lambda.ts';
import type { Quotas } from './quotas.ts';
import { TrainingJobs } from './training-jobs.ts';

const BEGIN = '2026-11-21T10:00:00.000Z';
const MINUTE = 60_000;

export type Account = ReturnType<typeof openAccount>;

/** An AWS account with quotas in memory and under virtual time, the product deployed into it as it is, without a project yet. */
export function openAccount(product: Product, quotas: Quotas, seed: number) {
  const { doors, stage, targets, trainModel, outputs } = product;
  const chance = seededChance(seed);
  const timeline = new Timeline(BEGIN);
  const now = () => timeline.time;
  const meter = new Meter(quotas, now);
  const lambda = new QuotaLambda({ doors, timeline, chance, meter, concurrency: quotas.concurrency });
  const table = new TableUse();
  const records = inMemoryRecords();
  const memory = inMemoryServices(meteredRecords(records, table, { meter, quotas, now }), { seed });
  const datasets = inMemoryDatasets(() => timeline.now());
  const publish = ({ source, detailType, resources, detail }: Happening) => {
    const envelope = { version: '0', id: chance.uuid(), account: '123456789012', time: timeline.now().toISOString(), region: 'eu-west-1' };
    const event = { ...envelope, 'detail-type': detailType, source, resources, detail };
    for (const { name, matches } of targets) if (matches(event)) timeline.after(meter.delay('ruleInvocations'), () => lambda.invokeLater(name, event));
  };
  const jobs = new TrainingJobs(memory.jobs, {
    timeline,
    chance,
    meter,
    instances: quotas.instances,
    artifacts: memory.artifacts,
    output: outputs.good,
    publish,
  });
  const transitionsOf = (arn: string): number => executions.read(arn).transitions;
  const { executions, executionsPort, tokensPort } = simulatedStepFunctions(trainModel, {
    timeline,
    lambda,
    chance,
    publish,
    waits: (_, arn) => lambda.enter(arn, transitionsOf(arn)),
  });
  const ports = { ...memory, datasets, jobs: jobs.port, executions: executionsPort, tokens: tokensPort };
  stage.world = { lambda, services: { ...ports, ...meteredServices(ports, meter) }, config: inMemoryDatasets(() => timeline.now(), NAMES['ConfigBucket']) };
  memory.images.push('nacre/training', 'latest', { commit: 'c0ffee' });
  for (const { name, rules } of doors.values())
    for (const { schedule } of rules)
      if (schedule !== undefined)
        timeline.every(minutesIn(schedule) * MINUTE, () =>
          lambda.invokeLater(name, { source: 'aws.events', 'detail-type': 'Scheduled Event', time: timeline.now().toISOString() }),
        );
  const apply = async (definition: ProjectDefinition) => {
    const { project } = definition;
    const source = { bucket: NAMES['ConfigBucket'] ?? '', key: `projects/${project}/project.yml`, versionId: 'p1', sequencer: '0' };
    await memory.registry.ensureGroup(`nacre-\${sls:stage}-${project}`, project);
    await records.write(
      { put: keys.project(project), item: { project, definition, source, appliedAt: BEGIN, nextRunNumber: 1 } },
      { put: keys.listing(project), item: { project } },
    );
  };
  return { timeline, lambda, meter, table, records, datasets, jobs, chance, publish, executions, trainModel, mails: memory.mails, apply };
}

/** Of a rule's schedule such as `rate(5 minutes)`. */
function minutesIn(schedule: string): number {
  const minutes = Number(/^rate\((\d+) minutes\)$/.exec(schedule)?.[1]);
  if (minutes > 0) return minutes;
  throw new Error(`a storm knows no schedule ${schedule}; teach it to minutesIn in test/world/scale/account.ts`);
}
