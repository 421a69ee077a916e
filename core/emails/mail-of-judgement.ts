import type { Reign } from '../find-reign.ts';
import type { JudgedPackage } from '../ports.ts';
import type { ProjectRecord, RunRecord } from '../records.ts';
import { type Mail, mailsTo } from './letter.ts';
import { checksSection, footer } from './run-facts.ts';

type Facts = { readonly judged: JudgedPackage; readonly run: RunRecord; readonly project: ProjectRecord; readonly reign: Reign | undefined };

const WORDS = { Approved: 'approved', Rejected: 'rejected', PendingManualApproval: 'set back to waiting for approval' } as const;

/** Somebody judged a version of a model: what he decided, and which model reigns from now on. */
export function mailOfJudgement({ judged, run, project, reign }: Facts): readonly Mail[] {
  const approval = WORDS[judged.approval];
  const reigns = reignInWords(judged, project.reigning, reign);
  return mailsTo(project.definition.owners, {
    subject: `${project.project}: model version ${judged.version} ${approval}, ${reigns}`,
    tone: reign ? 'neutral' : 'bad',
    headline: `Model version ${judged.version} of ${project.project} is ${approval}`,
    opening: `Judged by ${judged.who ?? 'somebody in the Model Registry'}: ${reigns.startsWith('reigns') ? 'it ' : ''}${reigns}.`,
    sections: [{ heading: 'Reason given', lines: judged.why === undefined ? [] : [judged.why] }, checksSection(run.gate?.checks ?? [])],
    ...(reign ? {} : { nextStep: 'Approve another version in the SageMaker Model Registry, or train a new one: until then batches wait.' }),
    background: [{ heading: 'Registry', lines: [judged.arn] }],
    footer: footer(run),
  });
}

function reignInWords({ version }: JudgedPackage, before: Reign | undefined, reign: Reign | undefined): string {
  if (!reign) return before ? 'no model reigns any more' : 'no model reigns';
  const now = reign.modelPackage.version;
  if (now === before?.modelPackage.version) return `version ${now} still reigns`;
  if (now === version) return 'reigns from now on';
  return before && now < before.modelPackage.version ? `version ${now} reigns again` : `version ${now} reigns from now on`;
}
