import type { Outcome } from './execution-environment.ts';

/** The lines that Lambda itself writes around those of the function. */
export const invocationLines = {
  initStart: () => `INIT_START Runtime Version: nodejs:24 (${process.version})`,
  start: (requestId: string) => `START RequestId: ${requestId} Version: $LATEST`,
  end: (requestId: string) => `END RequestId: ${requestId}`,
  report: (requestId: string, outcome: Outcome, memoryMB: number, traceId: string | undefined): string => {
    const duration = outcome.milliseconds;
    const started = outcome.startMilliseconds;
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${duration.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(duration + (started ?? 0))} ms`,
      `Memory Size: ${memoryMB} MB`,
      `Max Memory Used: ${outcome.peakMB} MB`,
      ...(started === undefined ? [] : [`Init Duration: ${started.toFixed(2)} ms`]),
      ...(traceId === undefined ? [] : [`XRAY TraceId: ${rootOf(traceId)}`]),
      ...statusOf(outcome),
    ];
    return parts.join('\t');
  },
  /** What a failure of the sandbox looks like in the log; a function's own error was logged by the runtime. */
  failure: (outcome: Outcome, requestId: string): string | undefined => {
    if (outcome.error?.errorType === 'Sandbox.Timedout') {
      return `${new Date().toISOString()} ${requestId} ${outcome.error.errorMessage.replace(/^.*Error: /, '')}`;
    }
    return outcome.error?.errorType === 'Runtime.ExitError' ? `${outcome.error.errorMessage}\rRuntime.ExitError` : undefined;
  },
};

function statusOf({ error }: Outcome): readonly string[] {
  if (error?.errorType === 'Sandbox.Timedout') return ['Status: timeout'];
  return error?.errorType.startsWith('Runtime.') ? ['Status: error', `Error Type: ${error.errorType}`] : [];
}

function rootOf(traceId: string): string {
  return traceId.replace(/^Root=/, '').replace(/;.*$/, '');
}
