import { join } from 'node:path';
import { createEventBus } from './bus/event-bus.ts';
import { systemClock } from './clock.ts';
import { createCloudWatch } from './cloudwatch/cloudwatch.ts';
import type { CountMetric } from './cloudwatch/metric-store.ts';
import { createQueueDepths } from './cloudwatch/queue-depths.ts';
import { createGateway } from './gateway/gateway.ts';
import type { Interference } from './gateway/interference.ts';
import { recordMails } from './gateway/mends/mail-record.ts';
import { createPermissions } from './iam/permissions.ts';
import { imageFolder } from './images/catalogue.ts';
import { createLambdaHost } from './lambda/lambda-host.ts';
import { createModels } from './models/service-model.ts';
import { AwsError, type CloudSettings, type EventBus } from './plane.ts';
import { createSageMakerPlane } from './sagemaker/sagemaker-plane.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { aslProblems } from './step-functions/check-definition.ts';
import { rememberedLint } from './step-functions/remembered-lint.ts';
import { createStateMachines } from './step-functions/state-machines.ts';

export type ExecutionPlane = ReturnType<typeof createExecutionPlane>;

export type ExecutionPlaneOptions = {
  readonly motoPort: number;
  readonly tell: (line: string) => void;
  /** Seconds between SIGTERM and SIGKILL of a job; AWS grants 120. */
  readonly graceSeconds?: number;
  /** How long a model's server may take to answer its first ping; AWS waits 30 minutes. */
  readonly pingSeconds?: number;
  readonly interfere?: Interference;
};

/** Everything that acts, where moto only remembers, wired to one gateway and one set of permissions. */
export function createExecutionPlane(settings: CloudSettings, { motoPort, tell, graceSeconds, pingSeconds, interfere }: ExecutionPlaneOptions) {
  const permissions = createPermissions(settings);
  const count: CountMetric = (metric, value) => cloudwatch.count(metric, value);
  const lambda = createLambdaHost({ settings, permissions, tell, count });
  const bus = createEventBus({ settings, permissions, lambda });
  const publish: EventBus['publish'] = (happening) => bus.publish(happening);
  const lint = rememberedLint(aslProblems, join(settings.root, '.nacre', 'linted'));
  const stateMachines = createStateMachines({ settings, permissions, lambda, publish, count, lint });
  const cloudwatch = createCloudWatch({ settings, permissions, lambda, publish, tell });
  const scheduler = createScheduler({ settings, permissions, lambda, publish, tell });
  const queueDepths = createQueueDepths({ clock: systemClock, count });
  const jobs = {
    settings,
    permissions,
    publish,
    tell,
    imageFolder: (uri: string) => imageFolder(uri, settings),
    ...(graceSeconds !== undefined && { graceSeconds }),
    ...(pingSeconds !== undefined && { pingSeconds }),
  };
  const sagemaker = createSageMakerPlane({ ...jobs, passOn: refuseTags });
  const mails = recordMails(settings);
  const services = [sagemaker, stateMachines, bus, lambda, cloudwatch, scheduler];
  const gateway = createGateway({
    settings,
    permissions,
    services,
    motoPort,
    models: createModels(settings),
    publish,
    mails,
    queueDepths,
    introspection: { events: () => bus.history(), permissions: () => permissions.usage() },
    ...(interfere && { interfere }),
  });
  return { permissions, lambda, bus, stateMachines, sagemaker, cloudwatch, scheduler, queueDepths, mails, gateway };
}

/** Model packages and their groups are answered before our SageMaker plane is asked; nothing else carries tags here. */
async function refuseTags(): Promise<never> {
  throw new AwsError('ValidationException', 'Requested resource not found.');
}

/** In the order in which nothing is left that could still call what is gone. */
export async function closeExecutionPlane({
  sagemaker,
  stateMachines,
  bus,
  lambda,
  cloudwatch,
  scheduler,
  queueDepths,
  gateway,
}: ExecutionPlane): Promise<void> {
  scheduler.close();
  bus.close();
  queueDepths.close();
  cloudwatch.close();
  await stateMachines.close();
  await sagemaker.close();
  await lambda.close();
  await gateway.close();
}
