import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Artifacts } from '../core/ports.ts';
import { copyObject } from './copy-object.ts';
import { joinObjects } from './join-objects.ts';
import { keyIn, streamOf } from './s3-objects.ts';

/** 10,000 parts of 16 MiB hold 156 GiB; three in flight bound the memory of a stream of any length. */
const MULTIPART = { partSize: 16 * 1024 * 1024, queueSize: 3 };

/** The artifacts bucket: snapshots, profiles, reports, and what the jobs write. */
export function s3Artifacts(bucket: string, client = new S3Client({})): Artifacts {
  const uri = (key: string) => `s3://${bucket}/${key}`;
  const remove = async (key: string) => void (await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
  return {
    uri,
    async putJson(key, value) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(value, null, 2), ContentType: 'application/json' }));
      return uri(key);
    },
    async putStream(key, body, contentType) {
      await new Upload({ client, params: { Bucket: bucket, Key: key, Body: body, ContentType: contentType }, ...MULTIPART }).done();
      return uri(key);
    },
    async move(from, to) {
      await copyObject(client, bucket, from, to);
      await remove(from);
      return uri(to);
    },
    async join(parts, to, contentType) {
      await joinObjects({ client, bucket }, parts, { Key: to, ContentType: contentType });
      return uri(to);
    },
    discard: remove,
    read: (address) => streamOf(client, { Bucket: bucket, Key: keyIn(bucket, address) }),
  };
}
