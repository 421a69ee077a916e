import { execFileSync } from 'node:child_process';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Laptop } from './laptop.ts';

/** The files in a .tar.gz at an s3:// address, sorted. */
export async function filesIn({ target }: Laptop, uri = ''): Promise<readonly string[]> {
  const [, , Bucket = '', ...key] = uri.split('/');
  const { Body } = await target.clients.s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
  const input = Buffer.from((await Body?.transformToByteArray()) ?? []);
  const names = execFileSync('tar', ['-tzf', '-'], { input, encoding: 'utf8' }).split('\n');
  return names
    .map((name) => name.replace(/^\.\//, ''))
    .filter((name) => name !== '' && !name.endsWith('/'))
    .sort();
}
