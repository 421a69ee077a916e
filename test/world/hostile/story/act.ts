import type { ObjectVersion } from '../../../../core/records.ts';
import { AwsError } from '../../../../local/plane.ts';
import type { InMemoryDatasets } from '../../in-memory-storage.ts';
import { STAGE } from '../deployed-functions.ts';
import type { World } from '../world.ts';
import type { Deed } from './deeds.ts';

type Doing<Kind extends Deed['kind']> = (deed: Extract<Deed, { kind: Kind }>, world: World) => void;
const WHO = 'ann@example.com';

/** Somebody does something, of which AWS tells the product. */
export function act(deed: Deed, world: World): void {
  world.note('somebody', `${deed.kind}s ${'key' in deed ? deed.key : deed.project}`);
  if (deed.kind === 'upload') world.uploads.push(put(world.datasets, deed.key, deed.body, world));
  else if (deed.kind === 'batch') world.batches.push(put(world.datasets, deed.key, deed.body, world));
  else if (deed.kind === 'describe') put(world.config, `projects/${deed.project}/project.yml`, deed.body, world);
  else if (deed.kind === 'delete') world.datasets.remove(deed.key);
  else if (deed.kind === 'push') push(deed, world);
  else if (deed.kind === 'tick') tick(deed, world);
  else if (deed.kind === 'alarm') alarm(deed, world);
  else if (deed.kind === 'judge') judge(deed, world);
  else if (deed.kind === 'abort') abort(deed.project, world);
  else if (deed.kind === 'redrive') redrive(deed.project, world);
  else if (deed.kind === 'stop job') stopJobs(deed.project, world);
  else if ('token' in deed) command(deed, world);
}

/** A new version, of which S3 tells. */
function put(bucket: InMemoryDatasets, key: string, body: string, { bus }: World): ObjectVersion {
  const object = bucket.put(key, body);
  const { bucket: name, versionId, size, sequencer } = object;
  const detail = { bucket: { name }, object: { key, size, 'version-id': versionId, sequencer }, reason: 'PutObject' };
  bus.publish({ source: 'aws.s3', detailType: 'Object Created', resources: [`arn:aws:s3:::${name}`], detail });
  return object;
}

const push: Doing<'push'> = ({ repository, tag, digest, result }, { bus, services }) => {
  if (result === 'SUCCESS') services.images.push(repository, tag ?? '(none)', { digest, commit: 'c0ffee' });
  const detail = { result, 'repository-name': repository, 'image-digest': digest, 'action-type': 'PUSH', ...(tag !== undefined && { 'image-tag': tag }) };
  bus.publish({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail });
};

function tick({ project }: Deed, { bus, doors, timeline }: World): void {
  const scheduledTime = `${timeline.now().toISOString().slice(0, 19)}Z`;
  for (const target of doors.values()) if (target.name === 'acceptSchedule') bus.schedule(target, { project, scheduledTime, execution: 'e1' });
}

/** It goes off, and is over some time later: by then its event may not have come. */
function alarm({ project }: Deed, { bus, services, timeline, chance }: World): void {
  const alarmName = `nacre-${STAGE}-${project}-drift`;
  services.alarms.turn(alarmName, 'ALARM');
  const state = { value: 'ALARM', reason: 'Threshold Crossed', timestamp: timeline.now().toISOString() };
  bus.publish({ source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [], detail: { alarmName, state } });
  timeline.after(60_000 * chance.between(0.5, 10), () => services.alarms.turn(alarmName, 'OK'));
}

/** The newest version, or any other. */
function judge({ project, approval }: Extract<Deed, { kind: 'judge' }>, { registry, services, chance }: World): void {
  const mine = services.registry.packages.filter(({ group }) => group === `nacre-${STAGE}-${project}`);
  const chosen = chance.happens(0.7) ? mine.at(-1) : mine[Math.floor(chance.next() * mine.length)];
  if (chosen) registry.judge(chosen, approval);
}

/** Of runs, people mean the newest that they see. */
function command({ kind, project, token }: Extract<Deed, { token: string }>, { bus, doors, executions, trainModel }: World): void {
  const run = executions.of(trainModel.arn).findLast(({ name }) => name.startsWith(`${project}-`))?.name;
  if (run === undefined && (kind === 'retry' || kind === 'cancel')) return;
  const words = { command: kind, project, who: WHO, why: `${kind} by hand`, ...(kind === 'retry' || kind === 'cancel' ? { run } : {}) };
  const target = doors.get('commandProject');
  if (target) bus.command(target, kind === 'request' || kind === 'retry' ? { ...words, token } : words);
}

function stopJobs(project: string, { training, transforms }: World): void {
  for (const { course } of [training, transforms])
    for (const { spec } of course.jobs.values()) if (spec.project === project) course.stop(spec.name, 'stopped by hand');
}

function abort(project: string, world: World): void {
  for (const execution of executionsOf(project, world)) execution.stop('Aborted', 'by hand');
}

/** Whatever can be taken up again where it broke off; of an execution that cannot, the person is told so. */
function redrive(project: string, world: World): void {
  const broken = executionsOf(project, world).filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED');
  for (const execution of broken) {
    try {
      world.executions.redrive(execution);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ExecutionNotRedrivable')) throw error;
    }
  }
}

function executionsOf(project: string, { executions, trainModel, scoreBatch }: World) {
  return [trainModel, scoreBatch].flatMap(({ arn }) => executions.of(arn)).filter(({ name }) => name.startsWith(`${project}-`));
}
