import { VersionGoneError } from './errors.ts';
import { refusalOfGone, refusalOfUnreadable } from './judge-dataset.ts';

import { DatasetUnreadableError } from './quality/errors.ts';
import type { Verdict } from './records.ts';

/** What was read, or the verdict on data that is gone or cannot be read; every other trouble stays an error. `purpose`: what the data was uploaded for. */
export async function readOrRefuse<Answer>(read: () => Promise<Answer>, purpose: 'trained on' | 'scored'): Promise<Answer | { readonly verdict: Verdict }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VersionGoneError) return { verdict: refusalOfGone(error.object, purpose) };
    if (error instanceof DatasetUnreadableError) return { verdict: refusalOfUnreadable(error) };
    throw error;
  }
}
