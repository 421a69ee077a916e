/** A failure that Retry and Catch can match by `error`; `details` is what the States Language calls Cause. */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  readonly error: string;
  readonly details: string | undefined;
  /** A second name that matches: a missed heartbeat is reported as States.Timeout and also matched as States.HeartbeatTimeout. */
  readonly also: string | undefined;
  constructor(error: string, details?: string, also?: string) {
    super(details === undefined ? error : `${error}: ${details}`);
    this.error = error;
    this.details = details;
    this.also = also;
  }
}

/** The state was told to end: its execution is over, or a sibling branch failed after the event `failedAfter`. Nothing catches it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly failedAfter: number | undefined;
  constructor(message: string, failedAfter?: number) {
    super(message);
    this.failedAfter = failedAfter;
  }
}

/** A definition or input that cannot go on as it stands: no Retry or Catch applies. */
export function runtimeError(cause: string): StatesError {
  return new StatesError('States.Runtime', cause);
}
