import type { ProjectDefinition } from './project.ts';
import type { DatasetUnreadableError } from './quality/errors.ts';
import type { Prepared, SetAside } from './quality/prepared.ts';
import type { ObjectVersion, ProjectRecord, Verdict } from './records.ts';

const MOST_REASONS = 8;
const LINES_NAMED = 5;

/** Undefined when the data can be trained on. Equal data, image and parameters need no second model; too many bad rows or too few good ones give no good one. */
export function judgeDataset(
  prepared: Prepared,
  { data }: ProjectDefinition,
  made: { readonly fingerprint: string; readonly lastGood: ProjectRecord['lastGood'] },
): Verdict | undefined {
  if (made.lastGood?.fingerprint === made.fingerprint) return skipped(made.lastGood.run);
  const { rows, badRows } = prepared;
  if (rows > 0 && badRows / rows > data.badRowsAtMost) {
    const reason = `${badRows} of ${rows} rows (${percent(badRows / rows)}) cannot be used; the project takes at most ${percent(data.badRowsAtMost)}.`;
    return refused(
      reason,
      reasonsOf(prepared),
      'Correct these rows and upload the file again, or raise data.badRowsAtMost in project.yml if so many are to be expected.',
    );
  }
  const good = rows - badRows;
  if (good >= data.rowsAtLeast) return undefined;
  const reason = `There are ${good} usable rows, and the project wants at least ${data.rowsAtLeast}.`;
  return refused(reason, reasonsOf(prepared), 'Upload more data, or lower data.rowsAtLeast in project.yml.');
}

export function refusalOfGone({ key, versionId }: ObjectVersion): Verdict {
  const details = [`${key}, version ${versionId}`];
  return refused('The data was deleted before it could be read.', details, 'Upload the file again if it is still to be trained on.');
}

export function refusalOfUnreadable({ source, line, offset, reason, nextStep }: DatasetUnreadableError): Verdict {
  const place = [line === undefined ? [] : [`line ${line}`], offset === undefined ? [] : [`byte ${offset}`]].flat().join(', ');
  return refused(`${source} cannot be read as data of this project.`, [place === '' ? reason : `${place}: ${reason}`], nextStep);
}

const refused = (reason: string, details: readonly string[], nextStep: string): Verdict => ({ outcome: 'Refused', reason, details: [...details], nextStep });

function skipped(run: string): Verdict {
  return {
    outcome: 'Skipped',
    reason: `The data, the training image and the parameters are those of run ${run}, which succeeded: training again would make the same model.`,
    details: [],
    nextStep: 'Nothing needs to be done. Upload other data, push a new image or change project.yml to train again.',
  };
}

/** The most frequent reasons first, each with its count, its columns and where it is seen first. Never a value. */
function reasonsOf({ setAside, setAsideReasons, sources }: Prepared): readonly string[] {
  const counted = Object.entries(setAsideReasons).sort(([, one], [, other]) => other - one);
  const told = counted.slice(0, MOST_REASONS).map(([reason, count]) =>
    inWords(
      reason,
      count,
      setAside.filter((row) => row.reason === reason),
      sources.length > 1,
    ),
  );
  return counted.length > MOST_REASONS ? [...told, `and ${counted.length - MOST_REASONS} further reasons, all in the run's set-aside.json`] : told;
}

function inWords(reason: string, count: number, rows: readonly SetAside[], severalSources: boolean): string {
  const columns = [...new Set(rows.flatMap(({ column }) => (column === undefined ? [] : [column])))];
  const lines = rows.slice(0, LINES_NAMED).map(({ source, line }) => (severalSources ? `${source} line ${line}` : String(line)));
  const where = [
    ...(columns.length > 0 ? [`${columns.length === 1 ? 'column' : 'columns'} ${columns.slice(0, LINES_NAMED).join(', ')}`] : []),
    ...(lines.length > 0 ? [`${severalSources ? 'first in' : lines.length === 1 ? 'first in line' : 'first in lines'} ${lines.join(', ')}`] : []),
  ];
  return `${count} ${count === 1 ? 'row' : 'rows'}: ${reason}${where.length > 0 ? ` (${where.join('; ')})` : ''}`;
}

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
