import { reasonsOf } from './dataset-findings.ts';
import type { ProjectDefinition } from './project.ts';
import type { DatasetUnreadableError } from './quality/errors.ts';
import type { Prepared } from './quality/prepared.ts';
import type { ObjectVersion, ProjectRecord, Verdict } from './records.ts';

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

export function refusalOfGone({ key, versionId }: ObjectVersion, purpose: 'trained on' | 'scored'): Verdict {
  const details = [`${key}, version ${versionId}`];
  return refused('The data was deleted before it could be read.', details, `Upload the file again if it is still to be ${purpose}.`);
}

export function refusalOfUnreadable({ source, line, offset, reason, nextStep }: DatasetUnreadableError): Verdict {
  const place = [line === undefined ? [] : [`line ${line}`], offset === undefined ? [] : [`byte ${offset}`]].flat().join(', ');
  return refused(`${source} cannot be read as data of this project.`, [place === '' ? reason : `${place}: ${reason}`], asSentence(nextStep));
}

const asSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export const refused = (reason: string, details: readonly string[], nextStep: string): Verdict => ({
  outcome: 'Refused',
  reason,
  details: [...details],
  nextStep,
});

function skipped(run: string): Verdict {
  return {
    outcome: 'Skipped',
    reason: `The data, the training image and the parameters are those of run ${run}, which succeeded: training again would make the same model.`,
    details: [],
    nextStep: 'Nothing needs to be done. Upload other data, push a new image or change project.yml to train again.',
  };
}

export const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
