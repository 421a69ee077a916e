import type { ObjectVersion } from '../records.ts';
import { type Mail, mailsTo } from './letter.ts';

/** An older version of a file arrived after a newer one, and long after it was uploaded: said once, because whoever uploaded it may look for its run. */
export function mailOfSuperseded(facts: {
  readonly project: string;
  readonly object: ObjectVersion;
  readonly newer: string;
  readonly owners: readonly string[];
}): readonly Mail[] {
  const { project, object, newer, owners } = facts;
  return mailsTo(owners, {
    subject: `${project}: an older version arrived late and is not trained`,
    tone: 'neutral',
    headline: `An older version of ${object.key} arrived late`,
    opening: `Version ${object.versionId} is older than version ${newer} of the same file, which was taken before it. Nothing is trained on the older one.`,
    sections: [],
    nextStep: 'Nothing, if the newer version is the right one. Otherwise upload the older content again: it then is the newest.',
    footer: `nacre, project ${project}`,
  });
}

/** A file under a prefix that no project answers to. It goes to the operator: there are no owners. */
export function mailOfUnknownProject(facts: { readonly project: string; readonly object: ObjectVersion; readonly operator: string }): readonly Mail[] {
  const { project, object, operator } = facts;
  return mailsTo([operator], {
    subject: `No project "${project}": a file was uploaded that nothing trains`,
    tone: 'bad',
    headline: `There is no project "${project}"`,
    opening: `${object.key} (version ${object.versionId}) was uploaded to ${object.bucket}, but no project of that name is applied. Nothing is trained.`,
    sections: [],
    nextStep: `Upload projects/${project}/project.yml to the config bucket and then the file again, or upload the file under the right project's datasets/ prefix.`,
    footer: 'nacre',
  });
}
