import type { Facts } from '../../plane.ts';
import { needsOfCloudWatch } from './cloudwatch.ts';
import { needsOfDynamoDb } from './dynamodb.ts';
import type { Need, NeedsOf, Place } from './need.ts';
import { needsOfEcr, needsOfEvents, needsOfKms, needsOfLambda, needsOfLogs, needsOfSqs, needsOfStates } from './others.ts';
import { needsOfSageMaker } from './sagemaker.ts';
import { needsOfScheduler } from './scheduler.ts';
import { needsOfSes } from './ses.ts';

/** Every permission that a call needs, in the order in which AWS looks. An action without a mapping needs itself on `*`. */
export function needsOf(call: { readonly service: string; readonly action: string; readonly input: Facts }, place: Place): readonly Need[] {
  if (call.service === 'sts' && call.action === 'GetCallerIdentity') return [];
  const mapping = MAPPINGS[call.service];
  return mapping === undefined ? [{ action: `${call.service}:${call.action}`, resource: '*' }] : mapping(call.action, call.input, place);
}

const MAPPINGS: Readonly<Record<string, NeedsOf>> = {
  sagemaker: needsOfSageMaker,
  dynamodb: needsOfDynamoDb,
  states: needsOfStates,
  lambda: needsOfLambda,
  events: needsOfEvents,
  logs: needsOfLogs,
  ecr: needsOfEcr,
  sqs: needsOfSqs,
  kms: needsOfKms,
  monitoring: needsOfCloudWatch,
  ses: needsOfSes,
  scheduler: needsOfScheduler,
};
