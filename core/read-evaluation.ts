import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import * as z from 'zod/mini';
import { EvaluationMalformedError } from './errors.ts';
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

/** Takes evaluation.json out of output.tar.gz as it streams by: the rest of the archive may be of any size. */
export async function readEvaluation(job: string, archive: Readable | undefined): Promise<Evaluation> {
  if (!archive) throw new EvaluationMalformedError(job, 'the job left no output.tar.gz');
  const text = await entryOf(archive, job);
  if (text === undefined) throw new EvaluationMalformedError(job, 'output.tar.gz holds no evaluation.json');
  const parsed = Evaluation.safeParse(jsonOf(text, job));
  if (parsed.success) return parsed.data;
  throw new EvaluationMalformedError(job, `${parsed.error.issues[0]?.path.join('.') || 'the whole'} is not as documented`, { cause: parsed.error });
}

async function entryOf(archive: Readable, job: string): Promise<string | undefined> {
  const entries = extract();
  const unpacking = pipeline(archive, createGunzip(), entries).catch((error: Error) => void entries.destroy(error));
  try {
    for await (const entry of entries) {
      if (entry.header.name.replace(/^\.\//, '') === 'evaluation.json') return await textOf(entry, job);
      entry.resume();
    }
    return undefined;
  } catch (error) {
    throw error instanceof EvaluationMalformedError ? error : new EvaluationMalformedError(job, 'output.tar.gz is no readable archive', { cause: error });
  } finally {
    archive.destroy();
    await unpacking;
  }
}

async function textOf(entry: AsyncIterable<unknown>, job: string): Promise<string> {
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
