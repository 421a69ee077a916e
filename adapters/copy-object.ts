import { CopyObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type MultipartUpload, multipartUpload } from './multipart-upload.ts';
import { copySource } from './s3-objects.ts';

/** CopyObject takes up to 5 GB; beyond it S3 wants the copy in parts. */
export const LARGEST_COPY = { bytes: 5_000_000_000, partBytes: 1024 * 1024 * 1024 };

/** Copies within a bucket, however large the object is; the bytes never leave S3. */
export async function copyObject(client: S3Client, bucket: string, from: string, to: string, largest = LARGEST_COPY): Promise<void> {
  const { ContentLength = 0, ContentType } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: from }));
  if (ContentLength <= largest.bytes) {
    await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: copySource(bucket, from) }));
    return;
  }
  await multipartUpload(client, { Bucket: bucket, Key: to, ContentType }, (upload) => copyParts(upload, from, ContentLength, largest.partBytes));
}

async function copyParts(upload: MultipartUpload, from: string, bytes: number, partBytes: number): Promise<void> {
  for (let start = 0; start < bytes; start += partBytes)
    await upload.copy(start / partBytes + 1, from, { from: start, to: Math.min(start + partBytes, bytes) });
}
