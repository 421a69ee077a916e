import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../core/sha256.ts';
import { CommandError } from './command-error.ts';
import { standIn } from './stand-in.ts';
import { root } from './target.ts';

const ARCHIVE = 'https://archive.ics.uci.edu/ml/machine-learning-databases/abalone/abalone.data';
/** Of the file as published (Nash and others 1994, doi 10.24432/C55C7W): a download that differs is not the data set. */
const SHA256 = 'de37cdcdcaaa50c309d514f248f7c2302a5f1f88c168905eba23fe2fbc78449f';
const PATIENCE_MS = 8_000;

export type Abalone = { readonly file: string; readonly from: string; readonly standIn: boolean };

/** The abalone CSV: as named, as cached, from the archive where a network allows, or else a stand-in that says so. */
export async function findAbalone(named: string | undefined, tell: (line: string) => void): Promise<Abalone> {
  const given = named ?? process.env['NACRE_ABALONE_DATA'];
  if (given) return existing(given, named ? '--data' : 'NACRE_ABALONE_DATA');
  const folder = join(root, '.nacre', 'data');
  mkdirSync(folder, { recursive: true });
  const cached = join(folder, 'abalone.data');
  if (existsSync(cached) && sha256(readFileSync(cached)) === SHA256) return { file: cached, from: 'an earlier download', standIn: false };
  const downloaded = await download(tell);
  if (downloaded) {
    writeFileSync(cached, downloaded);
    return { file: cached, from: 'the UCI archive', standIn: false };
  }
  const generated = join(folder, 'abalone-stand-in.csv');
  writeFileSync(generated, standIn());
  return { file: generated, from: 'a generator: this is a STAND-IN, not the abalone data set', standIn: true };
}

function existing(file: string, from: string): Abalone {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new CommandError(`${from} names ${file}, but there is no such file.`);
  return { file, from: `${from} (${file})`, standIn: false };
}

async function download(tell: (line: string) => void): Promise<Buffer | undefined> {
  try {
    const answer = await fetch(ARCHIVE, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (answer.ok && sha256(bytes) === SHA256) return bytes;
    tell(`the UCI archive answered ${answer.status} with something that is not the published file`);
  } catch {
    tell('the UCI archive cannot be reached from here');
  }
  return undefined;
}
