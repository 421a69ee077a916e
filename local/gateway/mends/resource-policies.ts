import { arnOf, asFacts, type Place, textIn } from '../../iam/needs/need.ts';
import { AwsError, type Permissions } from '../../plane.ts';
import { readDocument } from '../s3/bucket-policy.ts';
import { isSuccess, type Mend, textOf } from './mend.ts';

/** moto keeps policies of keys and queues but acts on none: they are handed to the permissions as they pass by. */
export function enforceResourcePolicies(permissions: Permissions, place: Place): readonly Mend[] {
  const define = (resource: string, text: string) => {
    try {
      permissions.definePolicyOf(resource, readDocument(text));
    } catch (cause) {
      throw new AwsError('MalformedPolicyDocumentException', cause instanceof Error ? cause.message : String(cause));
    }
  };
  return [keys(define, place), queues(define, place)];
}

type Define = (resource: string, text: string) => void;

function keys(define: Define, place: Place): Mend {
  return {
    service: 'kms',
    actions: ['CreateKey', 'PutKeyPolicy'],
    async apply({ action, input }, { onward }) {
      const outcome = await onward();
      const policy = textIn(input, 'Policy');
      const key = action === 'CreateKey' ? textOf(outcome, 'Arn') : textIn(input, 'KeyId');
      if (isSuccess(outcome) && policy !== undefined && key !== undefined) define(arnOf('kms', place, 'key/', key), policy);
      return outcome;
    },
  };
}

function queues(define: Define, place: Place): Mend {
  return {
    service: 'sqs',
    actions: ['CreateQueue', 'SetQueueAttributes'],
    async apply({ input }, { onward }) {
      const outcome = await onward();
      const policy = textIn(asFacts(input['Attributes']), 'Policy');
      const name = textIn(input, 'QueueName') ?? textIn(input, 'QueueUrl')?.split('/').at(-1);
      if (isSuccess(outcome) && policy !== undefined && name !== undefined) define(arnOf('sqs', place, '', name), policy);
      return outcome;
    },
  };
}
