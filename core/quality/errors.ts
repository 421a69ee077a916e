import * as z from 'zod/mini';

export const Unreadable = z.object({
  source: z.string(),
  reason: z.string(),
  nextStep: z.string(),
  line: z.optional(z.number()),
  offset: z.optional(z.number()),
});
export type Unreadable = Readonly<z.infer<typeof Unreadable>>;

/** A whole file cannot be trained on. Says where (1-based physical line, byte offset) and what its owner can do; never repeats a value of the file. */
export class DatasetUnreadableError extends Error {
  override readonly name = 'DatasetUnreadableError';
  readonly source: string;
  readonly line: number | undefined;
  readonly offset: number | undefined;
  readonly reason: string;
  readonly nextStep: string;
  constructor({ source, reason, nextStep, line, offset }: Unreadable) {
    super(`${source}${line === undefined ? '' : `, line ${line}`}${offset === undefined ? '' : ` (byte ${offset})`}: ${reason}; ${nextStep}`);
    this.source = source;
    this.line = line;
    this.offset = offset;
    this.reason = reason;
    this.nextStep = nextStep;
  }
}

export function fileTooLarge(source: string, totalBytes: number): DatasetUnreadableError {
  return new DatasetUnreadableError({ source, reason: `the file is larger than ${totalBytes} bytes`, nextStep: 'split it, or upload a sample of it' });
}

export type Where = Pick<Unreadable, 'source' | 'line' | 'offset'>;

export function lineTooLong(where: Where, rowBytes: number): DatasetUnreadableError {
  const nextStep = 'write one record on each line, or check that this is a CSV file';
  return new DatasetUnreadableError({ ...where, reason: `this line is longer than ${rowBytes} bytes`, nextStep });
}

export function quoteNeverClosed(where: Where): DatasetUnreadableError {
  const nextStep = 'close the quote, or double it ("") where it belongs to the text';
  return new DatasetUnreadableError({ ...where, reason: 'a quote that opens on this line is never closed', nextStep });
}
