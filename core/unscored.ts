import type { Write } from './ports.ts';
import { type BatchRecord, keys } from './records.ts';

/** The pointer by which openBatches and reconcile find a scoring; it exists exactly while there is no outcome. */
export function putUnscored({ project, batch, askedAt, notBefore }: BatchRecord): Write {
  return { put: keys.unscored(project, askedAt, batch), item: { project, batch, askedAt, ...(notBefore && { notBefore }) } };
}

export function deleteUnscored({ project, batch, askedAt }: BatchRecord): Write {
  return { delete: keys.unscored(project, askedAt, batch) };
}
