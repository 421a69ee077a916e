import type { RunRecord } from '../records.ts';
import type { Letter } from './letter.ts';
import { checksSection, dataSection, footer, requestsSection, trackingSection } from './run-facts.ts';

const NEXT = {
  Approved: ', is approved, and reigns from now on.',
  PendingManualApproval: ' and waits for a person to approve it.',
  Rejected: ', but somebody has rejected it already: it does not reign.',
} as const;

/** The good news: a model passed and is in the registry, approved or waiting for a person. */
export function registered(run: RunRecord): Letter {
  const version = run.modelPackage?.version ?? 0;
  const approval = run.modelPackage?.approval ?? 'Approved';
  const waits = approval === 'PendingManualApproval';
  const standIn = run.dataset?.standIn ? ' (stand-in data)' : '';
  return {
    subject: `${run.project}: model version ${version} registered${waits ? ', waiting for approval' : ''}${standIn}`,
    tone: 'good',
    headline: `Model version ${version} of ${run.project} is registered`,
    opening: `It passed every threshold${NEXT[approval]}`,
    sections: [checksSection(run.gate?.checks ?? [])],
    background: [dataSection(run), requestsSection(run), ...trackingSection(run), { heading: 'Registry', lines: [run.modelPackage?.arn ?? ''] }],
    ...(waits ? { nextStep: 'Approve or reject the version in the SageMaker Model Registry.' } : {}),
    footer: footer(run),
  };
}
