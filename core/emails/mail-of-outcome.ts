import type { ProjectDefinition } from '../project.ts';
import type { RunRecord, Verdict } from '../records.ts';
import { cancelled, failed } from './failed.ts';
import { type Letter, type Mail, mailsTo } from './letter.ts';
import { notTrained } from './not-trained.ts';
import { registered } from './registered.ts';
import { rejected } from './rejected.ts';

/** The mails of a run that has its outcome, one per owner. A schedule that found nothing new mails nobody: no one would wonder. */
export function mailsOf(run: RunRecord, project: { readonly definition: Pick<ProjectDefinition, 'owners'> }): readonly Mail[] {
  const letter = letterOf(run);
  return letter ? mailsTo(project.definition.owners, letter) : [];
}

function letterOf(run: RunRecord): Letter | undefined {
  if (run.outcome === 'Succeeded') return registered(run);
  if (run.outcome === 'Rejected') return rejected(run);
  if (run.outcome === 'Cancelled') return cancelled(run);
  if (run.outcome === 'Failed' || run.outcome === undefined) return failed(run);
  if (run.outcome === 'Skipped' && run.requests.every(({ trigger }) => trigger === 'schedule')) return undefined;
  return notTrained(run, run.outcome, run.verdict ?? withoutReason);
}

const withoutReason: Verdict = { outcome: 'Refused', reason: 'The run ended before training.', details: [], nextStep: 'Read the audit trail of the run.' };
