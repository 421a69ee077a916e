import type { ObjectVersion } from '../records.ts';
import { type Mail, mailsTo } from './letter.ts';

const WORDS = {
  datasets: { file: 'a file', does: 'trains', done: 'trained' },
  batches: { file: 'a batch', does: 'scores', done: 'scored' },
} as const;

type Facts = { readonly project: string; readonly object: ObjectVersion; readonly operator: string };

/** A file under a prefix that no project answers to. It goes to the operator: there are no owners. */
export function mailOfUnknownProject(prefix: keyof typeof WORDS, { project, object, operator }: Facts): readonly Mail[] {
  const { file, does, done } = WORDS[prefix];
  return mailsTo([operator], {
    subject: `No project "${project}": ${file} was uploaded that nothing ${does}`,
    tone: 'bad',
    headline: `There is no project "${project}"`,
    opening: `${object.key} (version ${object.versionId}) was uploaded to ${object.bucket}, but no project of that name is applied. Nothing is ${done}.`,
    sections: [],
    nextStep: `Upload projects/${project}/project.yml to the config bucket and then the file again, or upload the file under the right project's ${prefix}/ prefix.`,
    footer: 'nacre',
  });
}
