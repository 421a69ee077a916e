import { DEFAULT_NOTIFY } from '../notify-settings.ts';
import type { ProjectDefinition } from '../project.ts';
import type { BatchRecord } from '../records.ts';
import { type Mail, mailsTo } from './letter.ts';
import { notScored, scoringFailed } from './not-scored.ts';
import { scored } from './scored.ts';

/** The mails about the end of an attempt at a scoring, one per owner. */
export function mailsOfBatch(record: BatchRecord, { owners, notify = DEFAULT_NOTIFY }: Pick<ProjectDefinition, 'owners' | 'notify'>): readonly Mail[] {
  const { outcome } = record;
  if (outcome === 'Scored') return mailsTo(owners, scored(record, notify.links));
  return mailsTo(owners, outcome === undefined || outcome === 'Failed' ? scoringFailed(record) : notScored(record, outcome));
}
