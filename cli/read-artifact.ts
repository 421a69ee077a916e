import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

/** The bytes at an s3:// address that a record names; `what` is said where the record names none yet. */
export async function readArtifact({ clients }: Target, uri: string | undefined, what: string): Promise<Readable> {
  const { bucket, key } = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/s.exec(uri ?? '')?.groups ?? {};
  if (bucket === undefined || key === undefined) throw new CommandError(`There is no ${what} yet.`);
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body instanceof Readable) return Body;
  throw new CommandError(`S3 answered nothing for the ${what} (${uri}).`);
}
