import { plainLog } from '../core/emails/letter.ts';
import { printable } from '../core/printable.ts';
import type { Story } from './stories.ts';
import type { Target } from './target.ts';

/** A run's outcome for a person: metrics against thresholds, version, data, mails, where to look. */
export function showRun({ run, mails }: Story, { cloud }: Pick<Target, 'cloud'>): string {
  const lines = [`${run.run}: ${run.outcome ?? run.status}`];
  if (run.dataset?.standIn) lines.push('  ! trained on a generated stand-in, not on the real data set');
  for (const { metric, value, atMost, atLeast, passed } of run.gate?.checks ?? []) {
    lines.push(
      `  ${metric.padEnd(8)} ${value.toFixed(4).padStart(9)}  ${atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`}  ${passed ? 'passed' : 'MISSED'}`,
    );
  }
  if (run.modelPackage) lines.push(`  registered   version ${run.modelPackage.version}, ${run.modelPackage.approval}: ${run.modelPackage.arn}`);
  if (run.verdict)
    lines.push(
      `  because      ${run.verdict.reason}`,
      ...run.verdict.details.map((detail) => `               ${detail}`),
      `  next         ${run.verdict.nextStep}`,
    );
  if (run.failure && run.outcome !== 'Succeeded')
    lines.push(
      `  cause        ${run.failure.class}: ${run.failure.cause}`,
      ...run.failure.logTail.map((line) => `    | ${plainLog(line)}`),
      `  next         ${run.failure.nextStep}`,
    );
  if (run.dataset) lines.push(`  data         ${run.dataset.rows} rows, ${run.dataset.badRows} set aside, sha256 ${run.dataset.sha256}`);
  for (const { key, versionId } of (run.dataset?.objects ?? run.objects ?? []).slice(0, 10))
    lines.push(`               ${JSON.stringify(key)} version ${versionId}`);
  for (const reason of run.reasons ?? []) lines.push(...inSentences(reason).map((sentence, n) => `  ${n === 0 ? 'asked by  ' : '          '}   ${sentence}`));
  if (run.cost !== undefined) lines.push(`  cost         ${run.cost < 0.005 ? 'less than 0.01' : run.cost.toFixed(2)} USD, by the governor's prices`);
  if (run.mlflow) lines.push(`  MLflow       ${run.mlflow.url ?? run.mlflow.runId ?? `not tracked: ${run.mlflow.missing ?? 'unknown'}`}`);
  else if (cloud?.mlflow) lines.push(`  MLflow       ${cloud.mlflow}`);
  for (const { to, subject, status, refusal } of mails)
    lines.push(`  mail         ${status === 'sent' ? 'sent to' : `${status}:`} ${to}: ${subject}${refusal ? ` (${refusal})` : ''}`);
  return `${lines.map(printable).join('\n')}\n`;
}

/** An alarm's reason has a sentence for each column that drifted. */
const inSentences = (reason: string) => reason.split(/(?<=\.) (?=\S)/);
