import type { ObjectVersion } from '../records.ts';
import { type Mail, mailsTo } from './letter.ts';

type Late = { readonly project: string; readonly object: ObjectVersion; readonly owners: readonly string[] };

/** An older version of a file arrived after a newer one, and long after it was uploaded: said once, because whoever uploaded it may look for its run. */
export function mailOfSuperseded({ project, object, newer, owners }: Late & { readonly newer: string }): readonly Mail[] {
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

/** A file arrived long after it was uploaded, when data at least as new had been read: no run of its own will tell of it. `reason` says which run. */
export function mailOfAnswered({ project, object, reason, owners }: Late & { readonly reason: string }): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${project}: a file arrived late and needs no run`,
    tone: 'neutral',
    headline: `${object.key} arrived late`,
    opening: `Nothing is trained for version ${object.versionId}: ${reason}.`,
    sections: [],
    nextStep: 'Nothing, if the data of that run are the right ones. Otherwise upload this file again: it then is the newest.',
    footer: `nacre, project ${project}`,
  });
}
