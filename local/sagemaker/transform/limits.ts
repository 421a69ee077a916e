import { z } from 'zod';
import { JobFailure } from '../jobs/job-failure.ts';
import { MOST_MB } from './check-request.ts';
import type { TransformRequest } from './transform-request.ts';

/** How much is sent to the model's server at once. */
export type Limits = { readonly concurrent: number; readonly payloadMB: number; readonly strategy: 'MULTI_RECORD' | 'SINGLE_RECORD' };

/** What a server may answer to GET /execution-parameters. */
export const ExecutionParameters = z.object({
  MaxConcurrentTransforms: z.int().min(0).optional(),
  MaxPayloadInMB: z.int().min(0).optional(),
  BatchStrategy: z.enum(['MULTI_RECORD', 'SINGLE_RECORD']).optional(),
});
export type ExecutionParameters = z.infer<typeof ExecutionParameters>;

/** As requests spell them, and as containers and events do. */
export const STRATEGIES = { MultiRecord: 'MULTI_RECORD', SingleRecord: 'SINGLE_RECORD' } as const;

/** The request goes before the server's parameters, and these before the defaults. Asking for no concurrency means leaving it to the server. */
export function limitsOf(request: TransformRequest, parameters: ExecutionParameters): Limits {
  const { MaxConcurrentTransforms, MaxPayloadInMB, BatchStrategy } = request;
  return {
    concurrent: MaxConcurrentTransforms || parameters.MaxConcurrentTransforms || 1,
    payloadMB: MaxPayloadInMB ?? parameters.MaxPayloadInMB ?? 6,
    strategy: (BatchStrategy && STRATEGIES[BatchStrategy]) ?? parameters.BatchStrategy ?? 'MULTI_RECORD',
  };
}

/** What a request may not ask for, a server may not either. */
export function checkLimits({ concurrent, payloadMB }: Limits): void {
  if (payloadMB >= 1 && concurrent * payloadMB <= MOST_MB) return;
  throw new JobFailure(
    'ClientError',
    `With the model's execution parameters MaxConcurrentTransforms is ${concurrent} and MaxPayloadInMB ${payloadMB}; the payload must be from 1 MB, and the product at most ${MOST_MB} MB. Set both in the request.`,
  );
}
