import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';

/** Executions that start from now on end after so many seconds, until the answered function is called: nobody in a test waits for sixty days. */
export async function endExecutionsAfter({ target, cloud }: Laptop, seconds: number): Promise<() => void> {
  const {
    name = '',
    stateMachineArn: arn = '',
    roleArn = '',
    definition = '',
  } = await target.clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: target.trainModel }));
  const define = (text: string) => cloud.stateMachines.define({ name, arn, roleArn, definition: text, tracing: false });
  define(JSON.stringify({ ...JSON.parse(definition), TimeoutSeconds: seconds }));
  return () => define(definition);
}

const RULE = 'nacre-dev-onJobEnded';

/** SageMaker's events about this project's jobs reach nobody: the rule does not match them. */
export function forgetTheEndOf({ cloud: { bus } }: Laptop, project: string): void {
  const rule = bus.rules.get(RULE);
  if (rule === undefined) throw new Error(`the rule ${RULE} is missing`);
  const detail = { TrainingJobStatus: ['Completed', 'Failed', 'Stopped'], TrainingJobName: [{ 'anything-but': { prefix: `${project}-` } }] };
  bus.defineRule({ ...rule, pattern: { ...rule.pattern, detail } });
}

/** SageMaker may send several events for one change. */
export async function repeatTheEndOf({ cloud: { bus } }: Laptop, project: string): Promise<void> {
  const { event } = await eventually(async () =>
    bus.history().find(({ event: { detail } }) => String(detail['TrainingJobName']).startsWith(`${project}-`) && detail['TrainingJobStatus'] === 'Completed'),
  );
  const { source, resources, detail, 'detail-type': detailType } = event;
  bus.publish({ source, detailType, resources, detail });
}
