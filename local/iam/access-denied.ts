import { AwsError } from '../plane.ts';
import type { Decision, Question } from './decide.ts';

/** AWS's own sentence, because product code and people search for it. S3 alone puts the resource in quotes. */
export function accessDenied({ identity, action, resource }: Question, decision: Extract<Decision, { allowed: false }>): AwsError {
  const [service = ''] = action.split(':');
  const on = service === 's3' ? `"${resource}"` : resource;
  const why =
    decision.because === 'explicit deny'
      ? `with an explicit deny in ${decision.policies === 'identity-based' ? 'an' : 'a'} ${decision.policies} policy`
      : `because no ${decision.policies} policy allows the ${action} action`;
  const message = `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${on} ${why}`;
  return XML.has(service) ? new AwsError('AccessDenied', message, 403) : new AwsError('AccessDeniedException', message, REST.has(service) ? 403 : 400);
}

const XML: ReadonlySet<string> = new Set(['s3', 'ses', 'sqs', 'sts', 'iam', 'cloudwatch']);
const REST: ReadonlySet<string> = new Set(['lambda', 'scheduler']);
