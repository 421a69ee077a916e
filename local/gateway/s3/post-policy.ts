import { z } from 'zod';
import { AwsError } from '../../plane.ts';

/** The conditions that a form's signer set: every field must meet them, and the file must have the right size, before the policy expires. */
export function requirePolicy(encoded: string, fields: ReadonlyMap<string, string>, size: number): void {
  const { expiration, conditions } = readPolicy(encoded);
  if (!(Date.parse(expiration) > Date.now())) throw denied('Policy expired.');
  for (const condition of conditions) {
    if (!isMet(condition, fields, size)) throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  }
}

const Condition = z.union([
  z.record(z.string(), z.string()),
  z.tuple([z.literal('content-length-range'), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string(), z.string()]),
]);
const Policy = z.object({ expiration: z.string(), conditions: z.array(Condition) });

function readPolicy(encoded: string): z.infer<typeof Policy> {
  try {
    return Policy.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch (cause) {
    throw new AwsError(
      'InvalidPolicyDocument',
      `The content of the form does not meet the conditions specified in the policy document: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function isMet(condition: z.infer<typeof Condition>, fields: ReadonlyMap<string, string>, size: number): boolean {
  if (!Array.isArray(condition)) return Object.entries(condition).every(([name, value]) => fields.get(name.toLowerCase()) === value);
  if (condition[0] === 'content-length-range') return size >= condition[1] && size <= condition[2];
  const value = fields.get(condition[1].replace('$', '').toLowerCase()) ?? '';
  return condition[0] === 'eq' ? value === condition[2] : value.startsWith(condition[2]);
}

function denied(reason: string): AwsError {
  return new AwsError('AccessDenied', `Invalid according to Policy: ${reason}`, 403);
}
