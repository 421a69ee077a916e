import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** What S3 answers for a key without a current version, a version that was deleted, and a delete marker asked for by its id. */
const GONE = new Set(['NotFound', 'NoSuchKey', 'NoSuchVersion', 'MethodNotAllowed']);

/** Absence is an answer here, not an error; every other failure stays one. */
export async function undefinedWhenGone<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof S3ServiceException && GONE.has(error.name)) return undefined;
    throw error;
  }
}

/** The bytes of an object as they arrive; undefined where there is none. */
export async function streamOf(client: S3Client, object: Pick<GetObjectCommandInput, 'Bucket' | 'Key' | 'VersionId' | 'Range'>): Promise<Readable | undefined> {
  const answer = await undefinedWhenGone(() => client.send(new GetObjectCommand(object)));
  if (answer === undefined) return undefined;
  if (answer.Body instanceof Readable) return answer.Body;
  throw new TypeError(`S3 answered no stream for s3://${object.Bucket}/${object.Key}`);
}

/** As S3 wants the source of a copy written. */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/** The key of an s3:// address, which must lie in this bucket: roles allow no other. */
export function keyIn(bucket: string, uri: string): string {
  const prefix = `s3://${bucket}/`;
  if (!uri.startsWith(prefix)) throw new RangeError(`${uri} does not lie in s3://${bucket}; nacre reads and writes artifacts there only`);
  return uri.slice(prefix.length);
}

/** A key as a listing says it: encoded where S3 says so, since plain XML could not carry every character of one. */
export function keyListed(key: string, encoding: string | undefined): string {
  return encoding === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
}
