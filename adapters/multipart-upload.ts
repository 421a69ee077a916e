import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { ByteRange } from '../core/ports.ts';
import { copySource } from './s3-objects.ts';

/** Parts are numbered from 1 and may come in any order. S3 wants each but the last to have 5 MiB, and none more than 5 GiB. */
export interface MultipartUpload {
  put(number: number, bytes: Buffer): Promise<void>;
  /** Of another object of the bucket, which must have more than 5 MiB; the bytes never leave S3. */
  copy(number: number, from: string, range: ByteRange): Promise<void>;
}

type Target = { readonly Bucket: string; readonly Key: string; readonly ContentType: string | undefined };

/** One object of what `fill` puts and copies; nothing is left of one that breaks off. */
export async function multipartUpload(client: S3Client, target: Target, fill: (upload: MultipartUpload) => Promise<void>): Promise<void> {
  const { Bucket, Key } = target;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const upload = { Bucket, Key, UploadId };
  const etags = new Map<number, string | undefined>();
  try {
    await fill({
      async put(PartNumber, Body) {
        etags.set(PartNumber, (await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }))).ETag);
      },
      async copy(PartNumber, key, { from, to }) {
        const part = { ...upload, PartNumber, CopySource: copySource(Bucket, key), CopySourceRange: `bytes=${from}-${to - 1}` };
        etags.set(PartNumber, (await client.send(new UploadPartCopyCommand(part))).CopyPartResult?.ETag);
      },
    });
    const Parts = [...etags].sort(([one], [other]) => one - other).map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload));
    throw error;
  }
}
