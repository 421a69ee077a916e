import { isNeedOfLabels } from '../needs-labels.ts';
import type { RunRecord, Verdict } from '../records.ts';
import { asSentence } from './failed.ts';
import type { Letter } from './letter.ts';
import { dataSection, footer, requestsSection } from './run-facts.ts';

const WORDS = {
  Refused: { subject: 'data refused', headline: 'cannot be trained on this data', tone: 'bad' },
  Skipped: { subject: 'nothing to train', headline: 'has nothing new to train', tone: 'neutral' },
  Superseded: { subject: 'older data not trained', headline: 'was not trained on older data', tone: 'neutral' },
} as const;
const NEEDS_LABELS = { subject: 'has drifted and needs labels', headline: 'has drifted and needs labelled data', tone: 'bad' } as const;

/** The run ended before a training job was paid for: the data cannot be trained on, says nothing new, or is older than what was used. */
export function notTrained(run: RunRecord, outcome: keyof typeof WORDS, verdict: Verdict): Letter {
  const words = isNeedOfLabels(verdict) ? NEEDS_LABELS : WORDS[outcome];
  return {
    subject: `${run.project}: ${words.subject}`,
    tone: words.tone,
    headline: `${run.project} ${words.headline}`,
    opening: asSentence(verdict.reason),
    sections: [{ heading: 'What was found', lines: verdict.details }],
    nextStep: verdict.nextStep,
    background: [dataSection(run), requestsSection(run)],
    footer: footer(run),
  };
}
