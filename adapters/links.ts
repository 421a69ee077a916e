import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Links } from '../core/ports.ts';
import { keyIn } from './s3-objects.ts';

/** As long as a role's session can last at all: a signature dies with the session that made it, however long it was meant to hold. */
const SECONDS = 12 * 60 * 60;

/** Addresses of what lies in the artifacts bucket, for people. A signed one opens what the signing role may read, and nothing else; making it asks nobody. A browser checks no checksums: asking for them would only lengthen the address. */
export function s3Links(bucket: string, client = new S3Client({ responseChecksumValidation: 'WHEN_REQUIRED' })): Links {
  return {
    async to(uri, by) {
      const key = keyIn(bucket, uri);
      if (by === 'console') return inConsole(bucket, key, await client.config.region());
      return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: SECONDS });
    },
  };
}

/** Every partition of AWS has a console of its own. */
function inConsole(bucket: string, key: string, region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.cn' : region.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com';
  return `https://${region}.console.${domain}/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}`;
}
