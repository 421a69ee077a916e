import { z } from 'zod';
import { AwsError, type Permissions, type PolicyDocument } from '../../plane.ts';

/** A bucket policy that passes by takes effect at once; one that could not be enforced is refused, as AWS refuses a malformed one. */
export function keepBucketPolicy(permissions: Permissions, bucket: string, body: Buffer): void {
  try {
    permissions.definePolicyOf(`arn:aws:s3:::${bucket}`, readDocument(body.toString('utf8')));
  } catch (cause) {
    throw new AwsError('MalformedPolicy', cause instanceof Error ? cause.message : String(cause));
  }
}

/** Policies come as JSON text in every service that has them. */
export function readDocument(text: string): PolicyDocument {
  const { Version, Statement } = z
    .looseObject({ Version: z.string().optional(), Statement: z.array(z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(text));
  return { Statement, ...(Version === undefined ? {} : { Version }) };
}
