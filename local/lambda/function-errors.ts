import type { Invoked } from '../plane.ts';

/** What a caller reads when a function fails; the type is what state machines match. */
export type FunctionError = NonNullable<Invoked['error']>;

export const RESPONSE_LIMIT = 6_291_556;

/** The function ran longer than its timeout; its process is gone. */
export function timedOut(requestId: string, seconds: number): FunctionError {
  return { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds` };
}

/** The process ended before it answered. A full heap aborts Node where Lambda's kernel kills it, so both read alike. */
export function runtimeExited(requestId: string, { code, signal }: { readonly code: number | null; readonly signal: string | null }): FunctionError {
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reasonOf(code, signal)}` };
}

function reasonOf(code: number | null, signal: string | null): string {
  if (signal === 'SIGABRT' || signal === 'SIGKILL') return 'Runtime exited with error: signal: killed';
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

/** The answer is larger than Lambda carries. */
export function responseTooLarge(): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`,
  };
}
