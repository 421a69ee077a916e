import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import * as z from 'zod/mini';
import { EvaluationMalformedError } from './errors.ts';
import type { ColumnProfile } from './quality/column-profile.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import { profileCsv } from './quality/profile.ts';
import { readBounded } from './read-bounded.ts';

/** Written by the training code as evaluation.json; what else it holds is kept in the report. */
export const Evaluation = z.looseObject({
  metrics: z.record(z.string(), z.number()),
  rows: z.optional(z.object({ train: z.number(), test: z.number() })),
  parameters: z.optional(z.number()),
  mlflow: z.optional(z.union([z.object({ experiment: z.string(), runId: z.string(), url: z.optional(z.string()) }), z.object({ missing: z.string() })])),
});
export type Evaluation = z.infer<typeof Evaluation>;

const LARGEST_EVALUATION = 1024 * 1024;

/** `predictions` profiles what the model answered on its test rows, where the training code left that as predictions.csv: one a line, no header. */
export type Output = { readonly evaluation: Evaluation; readonly predictions?: ColumnProfile };

/** Takes evaluation.json and predictions.csv out of output.tar.gz as it streams by: the rest of the archive may be of any size. */
export async function readOutput(job: string, archive: Readable | undefined): Promise<Output> {
  if (!archive) throw new EvaluationMalformedError(job, 'the job left no output.tar.gz');
  const { text, predictions } = await entriesOf(archive, job);
  if (text === undefined) throw new EvaluationMalformedError(job, 'output.tar.gz holds no evaluation.json');
  const parsed = Evaluation.safeParse(jsonOf(text, job));
  if (parsed.success) return { evaluation: parsed.data, ...(predictions && { predictions }) };
  throw new EvaluationMalformedError(job, `${parsed.error.issues[0]?.path.join('.') || 'the whole'} is not as documented`, { cause: parsed.error });
}

type Entry = AsyncIterable<unknown> & { readonly header: { readonly name: string } };
type Entries = { readonly text?: string; readonly predictions?: ColumnProfile };

async function entriesOf(archive: Readable, job: string): Promise<Entries> {
  const entries = extract();
  const unpacking = pipeline(archive, createGunzip(), entries).catch((error: Error) => void entries.destroy(error));
  try {
    let found: Entries = {};
    for await (const entry of entries) {
      found = { ...found, ...(await takeFrom(entry, job)) };
      entry.resume();
    }
    return found;
  } catch (error) {
    throw error instanceof EvaluationMalformedError ? error : new EvaluationMalformedError(job, 'output.tar.gz is no readable archive', { cause: error });
  } finally {
    archive.destroy();
    await unpacking;
  }
}

async function takeFrom(entry: Entry, job: string): Promise<Entries> {
  const name = entry.header.name.replace(/^\.\//, '');
  if (name === 'evaluation.json') return { text: await textOf(entry, job) };
  return name === 'predictions.csv' ? profileOf(entry) : {};
}

/** A file that cannot be read costs the run nothing: batches are then scored without a word on their predictions. */
async function profileOf(entry: Entry): Promise<Entries> {
  try {
    const open = async () => Readable.from(entry, { objectMode: false });
    const { profile } = await profileCsv({ name: 'predictions.csv', open }, { header: 'none' });
    const [only, ...others] = profile;
    return only && others.length === 0 ? { predictions: { ...only, name: 'prediction' } } : {};
  } catch (error) {
    if (error instanceof DatasetUnreadableError) return {};
    throw error;
  }
}

async function textOf(entry: Entry, job: string): Promise<string> {
  const bytes = await readBounded(entry, LARGEST_EVALUATION);
  if (bytes) return bytes.toString('utf8');
  throw new EvaluationMalformedError(job, 'it is larger than 1 MB');
}

function jsonOf(text: string, job: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? '; it says NaN or Infinity where a number belongs, so the training has probably diverged' : '';
    throw new EvaluationMalformedError(job, `it is no valid JSON${hint}`, { cause: error });
  }
}
