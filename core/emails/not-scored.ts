import type { BatchRecord } from '../records.ts';
import { batchFooter, batchSection, modelSection, transformSection } from './batch-facts.ts';
import { asSentence, logSection } from './failed.ts';
import type { Letter } from './letter.ts';

const WORDS = {
  Refused: { subject: 'batch refused', headline: 'A batch of # cannot be scored', tone: 'bad' },
  Superseded: { subject: 'older batch not scored', headline: 'An older batch of # was not scored', tone: 'neutral' },
  Cancelled: { subject: 'scoring cancelled', headline: 'The scoring of a batch of # was cancelled', tone: 'neutral' },
} as const;

/** A person, the rows themselves or a newer version of the file ended the scoring. */
export function notScored(record: BatchRecord, outcome: keyof typeof WORDS): Letter {
  const { subject, headline, tone } = WORDS[outcome];
  const { project, verdict, checked } = record;
  const details = verdict?.details ?? [];
  const findings = (checked?.findings ?? []).filter((finding) => !details.includes(finding));
  const aside = checked?.setAside === undefined ? [] : [`every row that was set aside: ${checked.setAside}`];
  const lines = [...details, ...findings, ...aside];
  return {
    subject: `${project}: ${subject}`,
    tone,
    headline: headline.replace('#', project),
    opening: verdict?.reason ?? 'It was ended by hand before it had an outcome of its own.',
    sections: [{ heading: 'What was found', lines }],
    nextStep: verdict?.nextStep ?? 'Upload the file again when you want it scored.',
    background: [batchSection(record), ...modelSection(record), ...transformSection(record)],
    footer: batchFooter(record),
  };
}

/** Something technical went wrong: the classified cause, the last log lines, and the next step; for good, or until it is tried again. */
export function scoringFailed(record: BatchRecord): Letter {
  const { project, failure, status } = record;
  return {
    subject: `${project}: scoring failed (${failure?.class ?? 'UnknownError'})${status === 'Waiting' ? ', tried again later' : ''}`,
    tone: 'bad',
    headline: `The scoring of a batch of ${project} failed`,
    opening: asSentence(failure?.cause ?? 'the scoring ended without saying why'),
    sections: logSection(failure?.logTail ?? [], "log of the model's server"),
    nextStep: failure?.nextStep ?? 'Read the execution history of the scoring.',
    background: [batchSection(record), ...modelSection(record), ...transformSection(record)],
    footer: batchFooter(record),
  };
}
