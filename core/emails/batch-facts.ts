import type { BatchRecord } from '../records.ts';
import type { Section } from './letter.ts';
import { jobInWords } from './run-facts.ts';

/** Which rows these are, as an auditor would ask. */
export function batchSection({ object, checked, cause }: BatchRecord): Section {
  const counts = checked ? [`${checked.rows} rows, ${checked.badRows} set aside, sha256 ${checked.sha256}`] : [];
  const again = cause === 'registration' ? ['Scored again because a new model was registered.'] : [];
  return { heading: 'Batch', lines: [`${object.key} (version ${object.versionId})`, ...counts, ...again] };
}

export function modelSection({ model }: BatchRecord): readonly Section[] {
  return model ? [{ heading: 'Model', lines: [`version ${model.modelPackage.version}, of run ${model.run}`] }] : [];
}

export function transformSection({ jobs }: BatchRecord): readonly Section[] {
  return [{ heading: 'Transform jobs', lines: jobs.map(jobInWords) }];
}

/** The last line of every mail about a batch. */
export const batchFooter = ({ batch, project }: BatchRecord): string => `nacre, project ${project}, batch ${batch}. The whole story: nacre batch ${batch}`;
