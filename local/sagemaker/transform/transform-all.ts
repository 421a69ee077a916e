import { join } from 'node:path';
import { systemCode } from '../../processes/system-code.ts';
import { JobFailure } from '../jobs/job-failure.ts';
import { inOrder } from './in-order.ts';
import type { InputObject } from './input-objects.ts';
import { ObjectFailure } from './object-failure.ts';
import { type Transforming, transformObject } from './transform-object.ts';

/** The files of what went well, and the first failure of what did not. */
export type Transformed = { readonly results: readonly { readonly path: string; readonly file: string }[]; readonly failure?: JobFailure };

/** An object that fails keeps no other from its turn. Objects that are one request each are sent side by side, as the parts of a split one are. */
export async function transformAll(objects: readonly InputObject[], folder: string, transforming: Transforming): Promise<Transformed> {
  const { job, server } = transforming;
  const atOnce = job.request.TransformInput.SplitType === 'Line' ? 1 : job.limits.concurrent;
  const results: { readonly path: string; readonly file: string }[] = [];
  const failures: JobFailure[] = [];
  const attempt = async ([index, object]: readonly [number, InputObject]) => {
    const file = join(folder, String(index));
    try {
      await transformObject(object, file, transforming);
      return { path: object.path, file };
    } catch (error) {
      server.over.throwIfAborted();
      return failureOf(object, error, transforming);
    }
  };
  for await (const outcome of inOrder(objects.entries(), atOnce, attempt)) {
    if (outcome instanceof JobFailure) failures.push(outcome);
    else results.push(outcome);
  }
  const [failure] = failures;
  return { results, ...(failure && { failure }) };
}

/** What is wrong with an object stands in the data log; the job's reason says where to look, as in AWS. */
function failureOf({ bucket, key }: InputObject, error: unknown, { note }: Transforming): JobFailure {
  if (error instanceof JobFailure) return error;
  const failure = isBadGzip(error) ? new ObjectFailure('ClientError', 'Failed to decompress what CompressionType says is Gzip', { cause: error }) : error;
  if (!(failure instanceof ObjectFailure)) throw error;
  note(`${bucket}/${key}: ${failure.message}`);
  return new JobFailure(failure.kind, 'See job logs for more information', { cause: failure });
}

function isBadGzip(error: unknown): boolean {
  return String(systemCode(error)).startsWith('Z_');
}
