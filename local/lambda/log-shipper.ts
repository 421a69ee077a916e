import type { Credentials } from '../plane.ts';

/** Where lines go, and on whose behalf: the function's role must be allowed to write them. */
export type LogDestination = { readonly group: string; readonly stream: string; readonly credentials: Credentials };
export type LogLine = { readonly timestamp: number; readonly message: string };

/** Writes to CloudWatch Logs; a refusal is an error whose `name` is AWS's code. */
export interface LogWriter {
  createStream(destination: LogDestination): Promise<void>;
  put(destination: LogDestination, lines: readonly LogLine[]): Promise<void>;
}

export interface LogShipper {
  line(message: string): void;
  /** Resolves when every line so far is written, or given up. */
  flush(): Promise<void>;
}

export type Shipping = {
  readonly writer: LogWriter;
  /** Lines that come within this time travel together. */
  readonly gatherMs: number;
  /** Told when lines could not be written: they are lost, the function goes on, as in AWS. */
  readonly tell: (trouble: string) => void;
};

/** CloudWatch Logs takes 10,000 events or 1 MiB at once, each event counted with 26 bytes more. */
const MOST_LINES = 10_000;
const MOST_BYTES = 1_000_000;
const RETRIES_MS = [100, 400, 1600, 3200];
const REFUSALS = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'InvalidParameterException']);

/** Sends an environment's lines in their order, one batch at a time; the stream is created with the first of them. */
export function createLogShipper(destination: LogDestination, shipping: Shipping): LogShipper {
  const waiting: LogLine[] = [];
  let created = false;
  let sending: Promise<void> | undefined;
  const send = async () => {
    await pause(shipping.gatherMs);
    while (waiting.length > 0) {
      const batch = nextBatch(waiting);
      await persist(destination, shipping, batch.length, async () => {
        if (!created) await shipping.writer.createStream(destination);
        created = true;
        await shipping.writer.put(destination, batch);
      });
    }
    sending = undefined;
  };
  return {
    line: (message) => {
      waiting.push({ timestamp: Date.now(), message });
      sending ??= send();
    },
    flush: async () => {
      while (sending) await sending;
    },
  };
}

function nextBatch(waiting: LogLine[]): LogLine[] {
  let bytes = 0;
  let count = 0;
  for (const { message } of waiting) {
    bytes += Buffer.byteLength(message) + 26;
    if (count === MOST_LINES || (count > 0 && bytes > MOST_BYTES)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** A refusal is final; anything else may be a gateway that is just starting or busy. */
async function persist({ group }: LogDestination, { tell }: Shipping, lines: number, write: () => Promise<void>): Promise<void> {
  for (const delay of [...RETRIES_MS, undefined]) {
    try {
      return await write();
    } catch (error) {
      const final = delay === undefined || (error instanceof Error && REFUSALS.has(error.name));
      if (final) return tell(`${lines} log lines of ${group} were not written: ${error instanceof Error ? error.message : String(error)}`);
      await pause(delay);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
