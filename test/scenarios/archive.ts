import { execFileSync } from 'node:child_process';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Laptop } from './laptop.ts';

/** The files in a .tar.gz at an s3:// address, sorted. */
export async function filesIn(laptop: Laptop, uri = ''): Promise<readonly string[]> {
  const names = execFileSync('tar', ['-tzf', '-'], { input: await bytesAt(laptop, uri), encoding: 'utf8' }).split('\n');
  return names
    .map((name) => name.replace(/^\.\//, ''))
    .filter((name) => name !== '' && !name.endsWith('/'))
    .sort();
}

/** The text of one of them. */
export async function fileIn(laptop: Laptop, uri = '', name = ''): Promise<string> {
  return execFileSync('tar', ['-xzOf', '-', '--wildcards', `*${name}`], { input: await bytesAt(laptop, uri), encoding: 'utf8' });
}

async function bytesAt({ target }: Laptop, uri: string): Promise<Buffer> {
  const [, , Bucket = '', ...key] = uri.split('/');
  const { Body } = await target.clients.s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
