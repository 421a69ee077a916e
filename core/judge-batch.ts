import { reasonsOf } from './dataset-findings.ts';
import { percent, refused } from './judge-dataset.ts';
import type { Prepared } from './quality/prepared.ts';
import type { BatchOutcome, BatchRecord, Verdict } from './records.ts';
import type { ScoringSettings } from './scoring-settings.ts';

/** Undefined when the rows can be scored. */
export function judgeBatch(prepared: Prepared, { badRowsAtMost }: Pick<ScoringSettings, 'badRowsAtMost'>): Verdict | undefined {
  const { rows, badRows } = prepared;
  if (badRows === rows) return refused(`None of the ${rows} rows can be scored.`, reasonsOf(prepared), 'Correct the rows and upload the file again.');
  if (badRows / rows <= badRowsAtMost) return undefined;
  return refused(
    `${badRows} of ${rows} rows (${percent(badRows / rows)}) cannot be scored; the project takes at most ${percent(badRowsAtMost)}.`,
    reasonsOf(prepared),
    'Correct these rows and upload the file again, or raise scoring.badRowsAtMost in project.yml if so many are to be expected.',
  );
}

export function supersededBy(newer: string): Verdict {
  return {
    outcome: 'Superseded',
    reason: `The file was overwritten before it was scored: version ${newer} is newer. Nothing is scored for the older one.`,
    details: [],
    nextStep: 'Nothing, if the newer version is the right one. Otherwise upload the older content again: it then is the newest.',
  };
}

/** What stands in the record already decides: a verdict, or a result that no later trouble takes away. */
export function decidedOutcome({ verdict, result }: Pick<BatchRecord, 'verdict' | 'result'>): Exclude<BatchOutcome, 'Failed'> | undefined {
  if (result) return 'Scored';
  return (['Refused', 'Superseded', 'Cancelled'] as const).find((outcome) => outcome === verdict?.outcome);
}
