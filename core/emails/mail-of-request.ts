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
