import { plainLog } from '../core/emails/letter.ts';
import { printable } from '../core/printable.ts';
import type { BatchStory } from './batches.ts';

/** A scoring's outcome for a person: model, counts, drift, where the result lies, mails. */
export function showBatch({ batch, mails }: BatchStory): string {
  const { checked, model, result, object } = batch;
  const lines = [`${batch.batch}: ${batch.outcome ?? batch.status}`, `  file         ${JSON.stringify(object.key)} version ${object.versionId}`];
  if (model) lines.push(`  model        version ${model.modelPackage.version} of run ${model.run}`);
  if (checked)
    lines.push(
      `  rows         ${checked.rows}, ${checked.badRows} set aside, sha256 ${checked.sha256}`,
      ...checked.findings.map((one) => `               ${one}`),
    );
  if (checked)
    lines.push(
      `  drift        ${driftOf(checked)}`,
      ...checked.alarms.map(({ sentence }) => `    ! ${sentence}`),
      ...checked.warnings.map(({ sentence }) => `      ${sentence}`),
    );
  if (result) lines.push(`  result       ${result.rows} predictions: ${result.uri}`);
  if (batch.report) lines.push(`  report       ${batch.report}`);
  if (batch.verdict)
    lines.push(
      `  because      ${batch.verdict.reason}`,
      ...batch.verdict.details.map((detail) => `               ${detail}`),
      `  next         ${batch.verdict.nextStep}`,
    );
  if (batch.failure && batch.outcome !== 'Scored')
    lines.push(
      `  cause        ${batch.failure.class}: ${batch.failure.cause}`,
      ...batch.failure.logTail.map((line) => `    | ${plainLog(line)}`),
      `  next         ${batch.failure.nextStep}`,
    );
  for (const { to, subject, status, refusal } of mails)
    lines.push(`  mail         ${status === 'sent' ? 'sent to' : `${status}:`} ${to}: ${subject}${refusal ? ` (${refusal})` : ''}`);
  return `${lines.map(printable).join('\n')}\n`;
}

function driftOf({ drifted, alarms }: NonNullable<BatchStory['batch']['checked']>): string {
  if (drifted === undefined) return 'not compared: the model has no baseline';
  return drifted ? `${new Set(alarms.map(({ column }) => column)).size} columns differ from what the model was trained on` : 'none';
}
