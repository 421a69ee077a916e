import { acceptAlarm } from '../../core/accept-alarm.ts';
import { acceptDataset } from '../../core/accept-dataset.ts';
import { claimRequests } from '../../core/claim-requests.ts';
import { commandProject } from '../../core/command-project.ts';
import { ProjectDefinition } from '../../core/project.ts';
import { readProjectRecord, readRun } from '../../core/read-record.ts';
import { keys, type ObjectVersion, RequestRecord } from '../../core/records.ts';
import type { AlarmRaised } from '../../events/alarm-raised.ts';
import type { DatasetUploaded } from '../../events/dataset-uploaded.ts';
import { type BeforeWrite, inMemoryRecords } from '../world/in-memory-records.ts';
import { inMemoryServices } from '../world/in-memory-services.ts';

/** What begins the names of model package groups. */
export const GROUP_PREFIX = 'nacre-dev-';
export const OPERATOR = 'operators@example.com';
export const OWNERS = ['ann@example.com', 'bob@example.com'];

const EXECUTIONS = 'arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:';

const CARS = {
  project: 'cars',
  description: 'Prices of cars',
  owners: OWNERS,
  data: {
    columns: [
      { name: 'age', type: 'integer' },
      { name: 'price', type: 'number' },
    ],
    target: 'price',
  },
  training: { image: { repository: 'nacre/training' }, model: 'linear', instanceTypes: ['ml.g5.xlarge', 'ml.g4dn.xlarge'] },
  thresholds: [{ metric: 'rmse', atMost: 10 }],
  tracking: { experiment: 'cars' },
};

type Changes = {
  readonly data?: object;
  readonly training?: object;
  readonly governor?: object;
  readonly retrain?: object;
  readonly monitoring?: object;
  readonly scoring?: object;
};

/** Project `cars`, applied, with everything in memory; each write takes a millisecond, and `before` lets a test act or die just before one. */
export async function protocolWorld(changes: Changes = {}) {
  let before: BeforeWrite = () => {};
  const records = inMemoryRecords({
    async beforeWrite(writes, nth) {
      services.clock.pass(0.001);
      await before(writes, nth);
    },
  });
  const services = inMemoryServices(records);
  const definition = ProjectDefinition.parse({
    ...CARS,
    ...changes,
    data: { ...CARS.data, ...changes.data },
    training: { ...CARS.training, ...changes.training },
  });
  const source = { bucket: 'config', key: 'projects/cars/project.yml', versionId: 'p1' };
  await records.write(
    { put: keys.project('cars'), item: { project: 'cars', definition, source, appliedAt: '2026-11-21T09:00:00.000Z', nextRunNumber: 1 } },
    { put: keys.listing('cars'), item: { project: 'cars' } },
  );
  services.images.push('nacre/training', 'latest', { commit: 'c0ffee' });
  const world = {
    services,
    records,
    /** Acts before every write from now on; `nth` counts from 1 again. */
    before(act: BeforeWrite) {
      const past = records.writes();
      before = (writes, nth) => act(writes, nth - past);
    },
    upload: (key = 'cars/datasets/cars.csv', body = 'age,price\n1,2\n') => uploadOf(services.datasets.put(key, body)),
    accept: (upload: DatasetUploaded) => acceptDataset(upload, OPERATOR, services),
    /** The project's alarm, or another one, goes off at this time. */
    alarm(timestamp = services.clock.now().toISOString(), name = 'nacre-dev-cars-drift') {
      services.alarms.turn(name, 'ALARM', 'Threshold Crossed: 1 datapoint was greater than or equal to the threshold.');
      return acceptAlarm(alarmOf(name, timestamp), 'dev', services);
    },
    /** A person asks for a run; another token is another request. */
    command: (command: 'request' | 'pause' | 'resume', token = 'token-1') =>
      commandProject({ command, project: 'cars', who: 'ann', why: 'the scales are new', token }, services),
    claim: (run: string) => claimRequests({ project: 'cars', run, execution: `${EXECUTIONS}${run}` }, services),
    project: () => readProjectRecord('cars', services),
    run: (run: string) => readRun({ project: 'cars', run }, services),
    requests: async () => (await records.query('PROJECT#cars', 'REQUEST#')).map((item) => RequestRecord.parse(item)),
    waiting: async () => (await records.query('PROJECT#cars', 'WAITING#')).map((item) => item['id']),
    audit: async (run: string) => (await records.query(`RUN#${run}`, 'AUDIT#')).map((item) => item['what']),
    /** A file lands and the run that it opens claims it. */
    async working(key?: string) {
      const { run = '' } = await world.accept(world.upload(key));
      await world.claim(run);
      return { project: 'cars', run };
    },
  };
  return world;
}

export type ProtocolWorld = Awaited<ReturnType<typeof protocolWorld>>;

/** Files land one after the other; the first of them has opened a run, which has not begun to work. */
export async function opened(world: ProtocolWorld, files = 1): Promise<string> {
  for (let n = 1; n <= files; n += 1) await world.accept(world.upload(`cars/datasets/${String(n).padStart(3, '0')}.csv`));
  return (await world.project()).active?.run ?? '';
}

/** The process dies just before its nth write from here: the write never happens. */
export function dieAtWrite(world: ProtocolWorld, nth: number): void {
  world.before((_, count) => {
    if (count === nth) throw new Error('the process died');
  });
}

export function alarmOf(alarmName: string, timestamp: string): AlarmRaised {
  return { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', detail: { alarmName, state: { value: 'ALARM', timestamp } } };
}

export function uploadOf({ bucket, key, versionId, size = 0, sequencer = '1', lastModified = '2026-11-21T10:00:00Z' }: ObjectVersion): DatasetUploaded {
  const object = { key, size, 'version-id': versionId, sequencer };
  return { source: 'aws.s3', 'detail-type': 'Object Created', time: lastModified, detail: { bucket: { name: bucket }, object } };
}
