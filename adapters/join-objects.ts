import { buffer } from 'node:stream/consumers';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inSlices } from '../core/in-slices.ts';
import type { ByteRange } from '../core/ports.ts';
import { LARGEST_COPY } from './copy-object.ts';
import { multipartUpload } from './multipart-upload.ts';
import { streamOf } from './s3-objects.ts';

/** Of a part that is not the last; an object of no more than this cannot be copied as one. */
const LEAST_PART = 5 * 1024 * 1024;
const COPIES_AT_ONCE = 8;

type Piece = ByteRange & { readonly key: string };
type Part = { readonly copied: Piece } | { readonly gathered: readonly Piece[] };
type Place = { readonly client: S3Client; readonly bucket: string };
type Target = { readonly Key: string; readonly ContentType: string };

/** One object of several objects of a bucket, one behind the other. Only what is too small for a part of its own goes through this process. */
export async function joinObjects({ client, bucket: Bucket }: Place, keys: readonly string[], target: Target): Promise<void> {
  const read = async (pieces: readonly Piece[]) => Buffer.concat(await inSlices(pieces, (piece) => bytesOf(client, Bucket, piece)));
  const sizes = await inSlices(keys, async (Key) => (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength ?? 0);
  const parts = partsOf(keys.map((key, at) => ({ key, from: 0, to: sizes[at] ?? 0 })));
  const [only = { gathered: [] }, ...others] = parts;
  if (others.length === 0 && 'gathered' in only) {
    await client.send(new PutObjectCommand({ Bucket, ...target, Body: await read(only.gathered) }));
    return;
  }
  await multipartUpload(client, { Bucket, ...target }, async (upload) => {
    const numbered = parts.map((part, at) => ({ part, number: at + 1 }));
    const add = async ({ part, number }: (typeof numbered)[number]) =>
      'copied' in part ? upload.copy(number, part.copied.key, part.copied) : upload.put(number, await read(part.gathered));
    await inSlices(numbered, add, COPIES_AT_ONCE);
  });
}

/** Small pieces are gathered until they are a part; the last of them ends where the rest of its object is large enough to be copied. */
function partsOf(objects: readonly Piece[]): readonly Part[] {
  const parts: Part[] = [];
  let gathered: Piece[] = [];
  let bytes = 0;
  for (const { key, from, to } of objects) {
    const missing = bytes === 0 ? 0 : LEAST_PART - bytes;
    const cut = to - from - missing > LEAST_PART ? from + missing : to;
    if (cut > from) gathered.push({ key, from, to: cut });
    bytes += cut - from;
    if (bytes >= LEAST_PART) {
      parts.push({ gathered });
      gathered = [];
      bytes = 0;
    }
    parts.push(...copies({ key, from: cut, to }));
  }
  return gathered.length > 0 ? [...parts, { gathered }] : parts;
}

/** Of one length, so that none is too small. */
function copies({ key, from, to }: Piece): readonly Part[] {
  const count = Math.ceil((to - from) / LARGEST_COPY.partBytes);
  const cut = (at: number) => from + Math.floor(((to - from) / count) * at);
  return Array.from({ length: count }, (_, at) => ({ copied: { key, from: cut(at), to: at === count - 1 ? to : cut(at + 1) } }));
}

async function bytesOf(client: S3Client, Bucket: string, { key: Key, from, to }: Piece): Promise<Buffer> {
  const stream = await streamOf(client, { Bucket, Key, Range: `bytes=${from}-${to - 1}` });
  if (stream === undefined) throw new RangeError(`s3://${Bucket}/${Key} was deleted while it was being joined with others`);
  return buffer(stream);
}
