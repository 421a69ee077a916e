import type { RunRecord } from '../records.ts';
import type { Letter, Section } from './letter.ts';
import { dataSection, footer, jobInWords, requestsSection, trackingSection } from './run-facts.ts';

/** Something technical went wrong: the classified cause, the last log lines, and the next step. */
export function failed(run: RunRecord): Letter {
  const failure = run.failure ?? {
    class: 'UnknownError',
    cause: 'the run ended without saying why',
    logTail: [],
    nextStep: 'Read the execution history of the run.',
    transient: false,
  };
  return {
    subject: `${run.project}: run failed (${failure.class})`,
    tone: 'bad',
    headline: `A run of ${run.project} failed`,
    opening: asSentence(failure.cause),
    sections: logSection(failure.logTail),
    nextStep: failure.nextStep,
    background: [
      { heading: 'Class', lines: [failure.transient ? `${failure.class}, a transient cause` : failure.class] },
      ...jobSection(run),
      dataSection(run),
      requestsSection(run),
      ...trackingSection(run),
    ],
    footer: footer(run),
  };
}

/** Error messages begin small and end open, as they often stand behind a colon. */
export function asSentence(cause: string): string {
  const [first = '', ...rest] = cause;
  return `${first.toUpperCase()}${rest.join('')}${/[.!?)\]}]$/.test(cause) ? '' : '.'}`;
}

/** A person ended the run. */
export function cancelled(run: RunRecord): Letter {
  return {
    subject: `${run.project}: run cancelled`,
    tone: 'neutral',
    headline: `A run of ${run.project} was cancelled`,
    opening: run.verdict?.reason ?? 'It was ended by hand before it had an outcome of its own.',
    sections: [{ heading: 'Details', lines: run.verdict?.details ?? [] }],
    background: [...jobSection(run), dataSection(run), requestsSection(run)],
    nextStep: run.verdict?.nextStep ?? 'Upload the file again when you want it trained.',
    footer: footer(run),
  };
}

function jobSection({ attempts }: RunRecord): readonly Section[] {
  return [{ heading: 'Training jobs', lines: attempts.map(jobInWords) }];
}

export function logSection(logTail: readonly string[], of = 'training log'): readonly Section[] {
  return [{ heading: `Last lines of the ${of}`, log: logTail }];
}
