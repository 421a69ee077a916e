import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** CopyObject takes up to 5 GB; beyond it S3 wants the copy in parts. */
export const LARGEST_COPY = { bytes: 5_000_000_000, partBytes: 1024 * 1024 * 1024 };

/** Copies within a bucket, however large the object is; the bytes never leave S3. */
export async function copyObject(client: S3Client, bucket: string, from: string, to: string, largest = LARGEST_COPY): Promise<void> {
  const { ContentLength = 0, ContentType } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: from }));
  const source = `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
  if (ContentLength <= largest.bytes) {
    await client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: source }));
    return;
  }
  const target = { Bucket: bucket, Key: to };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType }));
  try {
    const Parts = await copyParts(client, { ...target, UploadId, CopySource: source }, ContentLength, largest.partBytes);
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    throw error;
  }
}

type PartsOf = { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined; readonly CopySource: string };

async function copyParts(client: S3Client, copy: PartsOf, bytes: number, partBytes: number) {
  const parts: { readonly ETag: string | undefined; readonly PartNumber: number }[] = [];
  for (let start = 0; start < bytes; start += partBytes) {
    const PartNumber = parts.length + 1;
    const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`;
    const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...copy, PartNumber, CopySourceRange }));
    parts.push({ ETag: CopyPartResult?.ETag, PartNumber });
  }
  return parts;
}
