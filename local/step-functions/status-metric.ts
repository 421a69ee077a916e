import type { MetricName } from '../cloudwatch/metric-store.ts';
import type { Execution } from './execution.ts';

const NAMES = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
} as const;

/** What Step Functions counts in CloudWatch when an execution begins, goes on after a redrive, or ends. */
export function statusMetric({ status, machine, redrives }: Execution): MetricName {
  const name = status === 'RUNNING' && redrives.length > 0 ? 'ExecutionsRedriven' : NAMES[status];
  return { namespace: 'AWS/States', name, dimensions: { StateMachineArn: machine.arn } };
}
