import type { Services } from '../../../core/ports.ts';
import { NAMES } from './deployed-functions.ts';
import type { SimulatedLambda } from './lambda.ts';
import type { Adapters } from './load-doors.ts';
import type { Service } from './weather.ts';

/** What the stand-ins speak to: the world that is being played now. */
export type Stage = { world?: { readonly lambda: SimulatedLambda; readonly services: Services; readonly config: Services['datasets'] } };

/** Where each port's calls go, for what is down when a service is. */
const SERVICE_OF: Readonly<Record<string, Service>> = {
  records: 'dynamodb',
  executions: 'states',
  tokens: 'states',
  datasets: 's3',
  config: 's3',
  artifacts: 's3',
  images: 'ecr',
  jobs: 'sagemaker',
  registry: 'sagemaker',
  mails: 'ses',
  scorings: 'states',
  transforms: 'sagemaker',
  metrics: 'monitoring',
  alarms: 'monitoring',
  schedules: 'scheduler',
};

/** These answer at once, from what they know: no call leaves the function. */
const WITHIN = new Set(['uri', 'to']);

/** What stands in for the files of adapters/: the same names, and behind each a port of the world in which every call waits for its turn. */
export function standIns(stage: Stage): Adapters {
  const port = (name: string) => () => callsOf(name, stage);
  return {
    clock: { systemClock: { now: () => playing(stage).lambda.now() } },
    ids: { randomIds: { suffix: () => playing(stage).services.ids.suffix() } },
    records: { dynamoRecords: port('records') },
    executions: { stepFunctionsExecutions: port('executions'), stepFunctionsScorings: port('scorings') },
    tokens: { stepFunctionsTokens: port('tokens') },
    datasets: { s3Datasets: (bucket: string) => callsOf(bucket === NAMES['ConfigBucket'] ? 'config' : 'datasets', stage) },
    artifacts: { s3Artifacts: port('artifacts') },
    images: { ecrImages: port('images') },
    jobs: { sagemakerJobs: port('jobs') },
    registry: { sagemakerRegistry: port('registry') },
    mails: { sesMails: port('mails') },
    links: { s3Links: port('links') },
    transforms: { sagemakerTransforms: port('transforms') },
    metrics: { cloudWatchMetrics: port('metrics') },
    alarms: { cloudWatchAlarms: port('alarms') },
    schedules: { eventBridgeSchedules: port('schedules') },
  };
}

function callsOf(port: string, stage: Stage): object {
  return new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...given: readonly unknown[]) => {
          const { lambda, services, config } = playing(stage);
          const target: object = port === 'config' ? config : Reflect.get(services, port);
          const answer = () => Reflect.apply(Reflect.get(target, method), target, given);
          const name = String(method);
          if (WITHIN.has(name)) return answer();
          const service = name === 'logTail' ? 'logs' : SERVICE_OF[port];
          if (!service) throw new Error(`the hostile world does not know which service is behind the port ${port}; add it to test/world/hostile/stand-ins.ts`);
          return lambda.call(service, port, name, async () => answer());
        },
    },
  );
}

function playing({ world }: Stage): NonNullable<Stage['world']> {
  if (world) return world;
  throw new Error('no world is being played; a function may call its ports only while it handles an event');
}
