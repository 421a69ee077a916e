import { readFile } from 'node:fs/promises';
import { deployedFunctions } from '../world/hostile/deployed-functions.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Functions that events reach, each with its sample and the members without which it can do nothing. */
export const EVENT_DOORS = [
  { name: 'applyProject', sample: 'project-changed', needs: ['time', ...objectNeeds()] },
  { name: 'acceptDataset', sample: 'dataset-uploaded', needs: ['time', ...objectNeeds()] },
  { name: 'acceptBatch', sample: 'batch-uploaded', needs: ['time', ...objectNeeds()] },
  { name: 'acceptImage', sample: 'image-pushed', needs: ['source', 'detail-type', 'time', 'detail.result', 'detail.action-type', 'detail.repository-name'] },
  { name: 'acceptAlarm', sample: 'alarm-raised', needs: ['source', 'detail-type', 'detail.alarmName', 'detail.state.value', 'detail.state.timestamp'] },
  { name: 'onJobEnded', sample: 'training-job-ended', needs: ['source', 'detail-type', 'detail.TrainingJobName', 'detail.TrainingJobStatus'] },
  { name: 'onTransformEnded', sample: 'transform-job-ended', needs: ['source', 'detail-type', 'detail.TransformJobName', 'detail.TransformJobStatus'] },
  { name: 'onModelJudged', sample: 'model-judged', needs: ['source', 'detail-type', 'detail.ModelPackageArn'] },
  { name: 'onExecutionEnded', sample: 'execution-ended', needs: ['source', 'detail-type', 'detail.executionArn', 'detail.status'] },
  { name: 'acceptSchedule', sample: 'schedule-due', needs: ['project', 'scheduledTime', 'execution'] },
  { name: 'reconcile', sample: 'reconcile-due', needs: ['source', 'detail-type', 'time'] },
  { name: 'sweepUploads', sample: 'sweep-due', needs: ['source', 'detail-type', 'time'] },
] as const;

function objectNeeds() {
  const object = ['key', 'size', 'version-id', 'sequencer'].map((member) => `detail.object.${member}`);
  return ['source', 'detail-type', 'detail.bucket.name', ...object];
}

export async function sampleOf(name: string): Promise<Facts> {
  return JSON.parse(await readFile(new URL(`../../events/${name}.sample.json`, import.meta.url), 'utf8'));
}

/** The production handlers, wired as deployed. Nothing answers behind them: what they do not turn away, they cannot do. */
export async function loadHandlers(): Promise<ReadonlyMap<string, (event: unknown, context: object) => Promise<unknown>>> {
  const functions = deployedFunctions().filter(({ name }) => EVENT_DOORS.some((door) => door.name === name));
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', AWS_MAX_ATTEMPTS: '1' });
  Object.assign(process.env, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', POWERTOOLS_DEV: 'true', POWERTOOLS_SERVICE_NAME: 'nacre' });
  const handlers = new Map();
  for (const { name, file, environment } of functions) {
    Object.assign(process.env, environment);
    handlers.set(name, (await import(`../../${file}`)).handler);
  }
  return handlers;
}

/** The event with one member taken away, or changed; a path's parts are joined by dots. */
export function changed(event: Facts, path: string, change: (holder: Record<string, unknown>, member: string) => void): Facts {
  const copy: Record<string, unknown> = structuredClone({ ...event });
  const members = path.split('.');
  const last = members.pop() ?? '';
  let holder = copy;
  for (const member of members) {
    const inner = holder[member];
    if (typeof inner === 'object' && inner !== null) holder = Object.assign(inner);
  }
  change(holder, last);
  return copy;
}
