import { AwsError, type FunctionDefinition } from '../plane.ts';
import type { Outcome } from './execution-environment.ts';

export type AsynchronousEvent = { readonly requestId: string; readonly payload: string; readonly acceptedAt: number };

export type Asynchronous = {
  readonly definition: FunctionDefinition;
  readonly run: (event: AsynchronousEvent) => Promise<Outcome>;
  /** The wait before the first retry, the second, ...; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  readonly sendRecord: (record: FailureRecord) => Promise<void>;
};

/** What the on-failure destination gets, in Lambda's version 1.0. */
export type FailureRecord = {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext?: { readonly statusCode: 200; readonly executedVersion: '$LATEST'; readonly functionError: 'Unhandled' };
  readonly responsePayload?: unknown;
};

/** Works on an accepted event until it succeeds, its retries are used up, or it is too old; what failed for good goes to the destination. */
export async function workOff(event: AsynchronousEvent, asynchronous: Asynchronous): Promise<void> {
  const { retries, maximumAgeSeconds, onFailureArn } = asynchronous.definition.asynchronous;
  let failure: Outcome | undefined;
  let attempts = 0;
  for (let throttles = 0; attempts <= retries; ) {
    if (asynchronous.now() - event.acceptedAt > maximumAgeSeconds * 1000) break;
    const outcome = await attempt(event, asynchronous);
    if (outcome === 'throttled') {
      await asynchronous.wait(delayAt(asynchronous, throttles));
      throttles += 1;
      continue;
    }
    attempts += 1;
    if (outcome.error === undefined) return;
    failure = outcome;
    if (attempts <= retries) await asynchronous.wait(delayAt(asynchronous, attempts - 1));
  }
  if (onFailureArn !== undefined) await asynchronous.sendRecord(recordOf(event, asynchronous, { failure, attempts }));
}

/** Throttles are no attempts: Lambda keeps the event and comes back. */
async function attempt(event: AsynchronousEvent, { run }: Asynchronous): Promise<Outcome | 'throttled'> {
  try {
    return await run(event);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'TooManyRequestsException') return 'throttled';
    throw error;
  }
}

function delayAt({ retryDelaysMs }: Asynchronous, index: number): number {
  return retryDelaysMs[Math.min(index, retryDelaysMs.length - 1)] ?? 0;
}

function recordOf(
  { requestId, payload }: AsynchronousEvent,
  { definition, now }: Asynchronous,
  { failure, attempts }: { readonly failure: Outcome | undefined; readonly attempts: number },
): FailureRecord {
  const condition = attempts > definition.asynchronous.retries ? 'RetriesExhausted' : 'EventAgeExceeded';
  return {
    version: '1.0',
    timestamp: new Date(now()).toISOString(),
    requestContext: { requestId, functionArn: `${definition.arn}:$LATEST`, condition, approximateInvokeCount: attempts },
    requestPayload: JSON.parse(payload),
    ...(failure === undefined
      ? {}
      : {
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: JSON.parse(failure.payload),
        }),
  };
}
