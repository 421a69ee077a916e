import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { recordsOf } from '../../cli/stories.ts';
import { idOfVersion } from '../../core/object-version.ts';
import { putMails } from '../../core/outbox.ts';
import type { CloudSettings, Facts, Happening } from '../../local/plane.ts';
import { eventually } from './eventually.ts';
import type { Dropped, Laptop } from './laptop.ts';
import { tinyTable } from './projects.ts';

/** S3's event for an older version of the same key arrives after that of a newer one. */
export function lateVersion({ cloud, target }: Laptop, { project, key }: Dropped): Dropped {
  const bucket = target.buckets.data;
  const versionId = 'overtaken';
  cloud.bus.publish(created(bucket, { key, size: 1, 'version-id': versionId, sequencer: '00' }));
  return { project, key, versionId, request: idOfVersion('upload', { bucket, key, versionId }) };
}

/** A file with mistakes is mailed; one that was deleted before it could be read changes nothing. */
export async function projectsThatCannotBeApplied(laptop: Laptop): Promise<void> {
  const { target, cloud } = laptop;
  const { config } = target.buckets;
  cloud.bus.publish(created(config, { key: 'projects/deleted/project.yml', size: 1, 'version-id': 'gone', sequencer: '01' }));
  await laptop.put(config, 'projects/mistaken/project.yml', 'project: mistaken\n');
  await eventually(async () => cloud.mails.all().some(({ text }) => text.includes('mistaken')));
}

export async function dataOfNobody(laptop: Laptop): Promise<void> {
  await laptop.requestOf(await laptop.drop('nobody', tinyTable()));
}

/** Whoever wrote a mail died before sending it: reconcile sends it. */
export async function mailThatWaits({ target, cloud }: Laptop): Promise<void> {
  const mail = { to: 'waiting@example.com', subject: 'left behind', html: '<p>left behind</p>', text: 'left behind' };
  await recordsOf(target).write(...putMails('left-behind', 'steady', [mail], new Date().toISOString()));
  cloud.bus.fire('nacre-dev-reconcile');
  await eventually(async () => cloud.mails.all().some(({ subject }) => subject === mail.subject));
}

/** Events that match a rule and say too little, and one that no function is there for: all of them end in the queue of failed events. */
export async function eventsThatSayNothing({ target, cloud: { bus, lambda, settings } }: Laptop): Promise<void> {
  const { buckets, trainModel, clients } = target;
  const said = {
    TrainingJobName: '',
    TrainingJobStatus: 'Completed',
    TransformJobName: '',
    TransformJobStatus: 'Completed',
    stateMachineArn: trainModel,
    status: 'FAILED',
  };
  bus.publish(created(buckets.config, { key: 'projects/blank/project.yml' }));
  bus.publish(created(buckets.data, { key: 'blank/datasets/blank.csv' }));
  bus.publish({ source: 'aws.sagemaker', detailType: 'SageMaker Training Job State Change', resources: [], detail: said });
  bus.publish(created(buckets.data, { key: 'blank/batches/blank.csv' }));
  bus.publish({ source: 'aws.sagemaker', detailType: 'SageMaker Transform Job State Change', resources: [], detail: said });
  bus.publish({ source: 'aws.states', detailType: 'Step Functions Execution Status Change', resources: [], detail: said });
  const alarm = { alarmName: 'nacre-dev-blank-drift', state: { value: 'ALARM' } };
  bus.publish({ source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [], detail: alarm });
  const image = { result: 'SUCCESS', 'action-type': 'PUSH', 'image-tag': 'blank' };
  bus.publish({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail: image });
  const model = { ModelPackageGroupName: 'nacre-dev-blank' };
  bus.publish({ source: 'aws.sagemaker', detailType: 'SageMaker Model Package State Change', resources: [], detail: model });
  for (const name of ['reconcile', 'acceptSchedule']) await lambda.invokeAsync(`nacre-dev-${name}`, '{}');
  undeliverable(bus, settings);
  await inFailedEvents(clients.settings, EVERYBODY);
}

export const DELETED = 'deleted-function';
const EVERYBODY = [
  ...['applyProject', 'acceptDataset', 'acceptImage', 'acceptSchedule', 'acceptAlarm', 'onJobEnded', 'onModelJudged'],
  ...['acceptBatch', 'onTransformEnded', 'onExecutionEnded', 'reconcile'],
  DELETED,
];

/** Waits until each of these functions stands in a message of the queue: as who failed, or as whom nothing could reach. */
async function inFailedEvents(settings: Laptop['target']['clients']['settings'], functions: readonly string[]): Promise<void> {
  const sqs = new SQSClient(settings);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'nacre-dev-failed-events' }));
  const ask = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['TARGET_ARN'] };
  const told: string[] = [];
  await eventually(async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(ask));
    told.push(...Messages.map(({ Body, MessageAttributes }) => `${Body}${MessageAttributes?.['TARGET_ARN']?.StringValue}`));
    return functions.every((name) => told.some((text) => text.includes(name)));
  }, 120);
  sqs.destroy();
}

/** A rule of the service whose function was deleted. */
function undeliverable(bus: Laptop['cloud']['bus'], { region, account }: CloudSettings): void {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  const retry = { attempts: 0, maximumAgeSeconds: 60 };
  bus.defineRule({
    name: 'to-nobody',
    arn: arn('events', 'rule/nacre-dev-acceptDataset'),
    state: 'ENABLED',
    pattern: { source: ['a.test'] },
    targets: [{ id: 'nobody', arn: arn('lambda', `function:${DELETED}`), retry, deadLetterArn: arn('sqs', 'nacre-dev-failed-events') }],
  });
  bus.publish({ source: 'a.test', detailType: 'Anything', resources: [], detail: {} });
}

export function created(bucket: string, object: Facts): Happening {
  return { source: 'aws.s3', detailType: 'Object Created', resources: [`arn:aws:s3:::${bucket}`], detail: { bucket: { name: bucket }, object } };
}
