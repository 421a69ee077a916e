import { plainPercent } from '../drift/wording.ts';
import { counted } from './counts-table.ts';
import type { ReportSubject } from './report-subject.ts';
import type { ShownColumn } from './shown-column.ts';

export interface Headline {
  readonly tone: 'bad' | 'good' | 'unknown';
  readonly verdict: string;
  readonly detail: string;
}

/** The verdict in one sentence, and on what it rests in another. */
export function headlineOf({ batch, comparison }: ReportSubject, columns: readonly ShownColumn[], predictions: ShownColumn | undefined): Headline {
  const all = plural(columns.length, 'column');
  if (comparison === undefined) {
    return {
      tone: 'unknown',
      verdict: 'Checked without a baseline',
      detail: `${plural(batch.rows, 'row')} in ${all}; there was nothing to compare them with.`,
    };
  }
  const drifted = columns.filter(({ alarms }) => alarms.length > 0).length;
  const predicted = (predictions?.alarms.length ?? 0) > 0;
  const { drift, baseline } = comparison;
  const rows = `${plural(batch.rows, 'row')} against ${counted(baseline.rows)} of the baseline`;
  const detail = `${rows}; ${plural(drift.tests.length, 'test')} of ${all}, together at most ${plainPercent(drift.falseAlarmsAtMost)} false alarms${partly(columns)}.`;
  if (drifted > 0) {
    const verb = drifted === 1 ? 'has' : 'have';
    return { tone: 'bad', verdict: `${drifted} of ${all} ${verb} drifted${predicted ? ', and so have the predictions' : ''}`, detail };
  }
  if (predicted) return { tone: 'bad', verdict: `The predictions have drifted; none of ${all} has`, detail };
  if (drift.tests.length === 0) return { tone: 'unknown', verdict: 'No column could be compared with the baseline', detail };
  return { tone: 'good', verdict: `No drift: none of ${all} differs from the baseline by more than chance and size allow`, detail };
}

function partly(columns: readonly ShownColumn[]): string {
  const count = columns.filter(({ notCompared }) => notCompared.length > 0).length;
  return count === 0 ? '' : `; ${plural(count, 'column')} not or only partly compared`;
}

export function plural(count: number, thing: string): string {
  return `${counted(count)} ${thing}${count === 1 ? '' : 's'}`;
}
