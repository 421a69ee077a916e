import { z } from 'zod';
import { AwsError, type Permissions, type PolicyDocument } from '../../plane.ts';
import type { Answer } from '../answer.ts';
import type { MotoConnection } from '../moto-connection.ts';

/**
 * Bucket policies stay in the gateway, which enforces them. moto must not see them: it would enforce them too, without
 * their conditions, and so deny everything that a policy denies only over plain HTTP.
 */
export interface BucketPolicies {
  /** The answer where the operation is about a bucket's policy. */
  answer(operation: string, bucket: string, body: Buffer): Promise<Answer | undefined>;
}

export function keepBucketPolicies(permissions: Permissions, moto: MotoConnection): BucketPolicies {
  const texts = new Map<string, string>();
  const actions: Readonly<Record<string, (bucket: string, body: Buffer) => Answer>> = {
    PutBucketPolicy(bucket, body) {
      define(permissions, bucket, body.toString('utf8'));
      texts.set(bucket, body.toString('utf8'));
      return { status: 204, headers: {}, body: '' };
    },
    GetBucketPolicy(bucket) {
      const text = texts.get(bucket);
      if (text === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: text };
    },
    DeleteBucketPolicy(bucket) {
      permissions.definePolicyOf(`arn:aws:s3:::${bucket}`, { Statement: [] });
      texts.delete(bucket);
      return { status: 204, headers: {}, body: '' };
    },
  };
  return {
    async answer(operation, bucket, body) {
      const action = actions[operation];
      if (action === undefined) return undefined;
      const { status } = await moto.ask('s3', { method: 'HEAD', path: `/${bucket}` });
      if (status !== 200) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
      return action(bucket, body);
    },
  };
}

/** One that could not be enforced is refused, as AWS refuses a malformed one. */
function define(permissions: Permissions, bucket: string, text: string): void {
  try {
    permissions.definePolicyOf(`arn:aws:s3:::${bucket}`, readDocument(text));
  } catch (cause) {
    throw new AwsError('MalformedPolicy', cause instanceof Error ? cause.message : String(cause));
  }
}

/** Policies come as JSON text in every service that has them. */
export function readDocument(text: string): PolicyDocument {
  const { Version, Statement } = Document.parse(JSON.parse(text));
  return { Statement: Array.isArray(Statement) ? Statement : [Statement], ...(Version === undefined ? {} : { Version }) };
}

const Facts = z.record(z.string(), z.unknown());
const Document = z.looseObject({ Version: z.string().optional(), Statement: z.union([z.array(Facts), Facts]) });
