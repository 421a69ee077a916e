import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, exchange } from './http-exchange.ts';
import type { ModelServer } from './model-server.ts';
import { ObjectFailure } from './object-failure.ts';

export type Invocations = {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** Told of each failed request that is tried again; the last failure is thrown. */
  readonly onRetry: (text: string) => void;
  readonly signal: AbortSignal;
};

/** One POST /invocations; a server's own failures and its silence are tried again, a refusal of the payload is final. */
export async function invokeModel(server: ModelServer, body: Buffer, invocations: Invocations): Promise<Buffer> {
  for (let left = invocations.retries; ; left -= 1) {
    const outcome = await attempt(server, body, invocations);
    if (Buffer.isBuffer(outcome)) return outcome;
    if (outcome.isFinal || left === 0) throw outcome.failure;
    invocations.onRetry(outcome.failure.message);
  }
}

type Failed = { readonly failure: ObjectFailure; readonly isFinal: boolean };

async function attempt(server: ModelServer, body: Buffer, { headers, timeoutSeconds, signal }: Invocations): Promise<Buffer | Failed> {
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutSeconds * 1000);
  const asked = { port: server.port, agent: server.agent, method: 'POST', path: '/invocations', headers, body } as const;
  const answer = await exchange({ ...asked, signal: AbortSignal.any([signal, timeout.signal]) }).catch((error: unknown) => ({ lost: error }));
  clearTimeout(timer);
  signal.throwIfAborted();
  if ('status' in answer && answer.status >= 200 && answer.status < 300) return answer.body;
  const failed = 'status' in answer ? refusal(answer) : silence(answer.lost, timeout.signal.aborted ? timeoutSeconds : undefined);
  // A server that died breaks the connection a little before its end is known.
  if (!('status' in answer) && !timeout.signal.aborted) await pause(1000, undefined, { signal }).catch(() => signal.throwIfAborted());
  return failed;
}

/** What the server says goes on into the data log, as in AWS. */
function refusal({ status, body }: Answer): Failed {
  const said = `Message: ${body.toString().slice(0, 1000).trim()}`;
  if (status >= 500) return { failure: new ObjectFailure('AlgorithmError', `Bad HTTP status received from algorithm: ${status}. ${said}`), isFinal: false };
  return { failure: new ObjectFailure('ClientError', `ClientError: ${status}. ${said}`), isFinal: true };
}

function silence(cause: unknown, timeoutSeconds: number | undefined): Failed {
  if (cause instanceof ObjectFailure) return { failure: cause, isFinal: true };
  const text =
    timeoutSeconds === undefined
      ? 'Unable to get response from algorithm'
      : `Model server did not respond to /invocations request within ${timeoutSeconds} seconds`;
  return { failure: new ObjectFailure('AlgorithmError', text, { cause }), isFinal: false };
}
