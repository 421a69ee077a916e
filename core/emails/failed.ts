import type { RunRecord } from '../records.ts';
import type { Letter, Section } from './letter.ts';
import { dataSection, footer, requestsSection, trackingSection } from './run-facts.ts';

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
    opening: failure.cause,
    sections: [
      { heading: 'Class', lines: [failure.transient ? `${failure.class}, a transient cause` : failure.class] },
      ...jobSection(run),
      ...logSection(failure.logTail),
      dataSection(run),
      requestsSection(run),
      ...trackingSection(run),
    ],
    nextStep: failure.nextStep,
    footer: footer(run),
  };
}

/** A person ended the run. */
export function cancelled(run: RunRecord): Letter {
  return {
    subject: `${run.project}: run cancelled`,
    tone: 'neutral',
    headline: `A run of ${run.project} was cancelled`,
    opening: run.verdict?.reason ?? 'It was ended by hand before it had an outcome of its own.',
    sections: [
      ...(run.verdict && run.verdict.details.length > 0 ? [{ heading: 'Details', lines: run.verdict.details }] : []),
      ...jobSection(run),
      dataSection(run),
      requestsSection(run),
    ],
    nextStep: run.verdict?.nextStep ?? 'Upload the file again when you want it trained.',
    footer: footer(run),
  };
}

function jobSection({ attempts }: RunRecord): readonly Section[] {
  const lines = attempts.map(({ job, instanceType, status }) => `${job} on ${instanceType}: ${status ?? 'not ended'}`);
  return lines.length > 0 ? [{ heading: 'Training jobs', lines }] : [];
}

function logSection(logTail: readonly string[]): readonly Section[] {
  return logTail.length > 0 ? [{ heading: 'Last lines of the training log', log: logTail }] : [];
}
