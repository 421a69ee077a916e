import type { ProjectRecord, Verdict } from './records.ts';

const NEEDS_LABELS = 'needs labels';
/** Of the columns, in a sentence. */
const MOST_NAMED = 30;

/** Drift is known, but training once more on what the reigning model was made of would give the same model. Says which file with which columns helps, and where. */
export function needsLabels({ project, definition, reigning }: ProjectRecord, drifted: readonly string[]): Verdict {
  const { columns, target } = definition.data;
  const names = columns.map(({ name }) => name);
  const named = `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
  const then = definition.training.on.includes('upload') ? 'it is trained on when it lands' : 'then ask for a run';
  return {
    outcome: 'Skipped',
    reason: `${NEEDS_LABELS}: the data of ${project} has drifted, and no labelled file has come since those that run ${reigning?.run ?? ''} was trained on.`,
    details: [...drifted],
    nextStep: `Put a CSV file of recent rows with the columns ${named}, the true ${target} filled in, under ${project}/datasets/ of the data bucket; ${then}.`,
  };
}

export const isNeedOfLabels = ({ reason }: Verdict): boolean => reason.startsWith(NEEDS_LABELS);
