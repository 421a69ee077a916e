import { once } from 'node:events';
import type { CloudDescription } from '../../local/description.ts';
import { endWithCloud, startCloud, stopCloud } from '../cloud-process.ts';
import { answer, tell } from '../print.ts';

/** `nacre up`: in the foreground until Ctrl-C, or left running with --detach. */
export async function up(options: { readonly port: string; readonly detach?: boolean; readonly tracking: boolean; readonly json?: boolean }): Promise<void> {
  const port = Number(options.port);
  const { cloud, child } = await startCloud(port, { detached: options.detach ?? false, tracking: options.tracking }, tell);
  answer(options.json, cloud, () => describeCloud(cloud));
  if (options.detach) return;
  tell('Ctrl-C ends it.');
  endWithCloud(port, child, tell);
  process.once('SIGINT', () => stopCloud(port));
  process.once('SIGTERM', () => stopCloud(port));
  await once(child, 'exit');
}

export function describeCloud(cloud: CloudDescription): string {
  const lines = [
    `The laptop cloud is up at ${cloud.endpoint} (region ${cloud.region}, account ${cloud.account})`,
    `  data bucket     ${cloud.buckets.data}`,
    `  artifacts       ${cloud.buckets.artifacts}`,
    `  config bucket   ${cloud.buckets.config}`,
    `  records         ${cloud.table}`,
    `  state machines  ${Object.values(cloud.stateMachines).join(', ')}`,
    `  MLflow          ${cloud.mlflow || 'none: runs will say that tracking is missing'}`,
    `  credentials     AWS_ACCESS_KEY_ID=${cloud.credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${cloud.credentials.secretAccessKey}`,
    `  recorded, not enforced: ${cloud.recordedNotEnforced.map(({ resource, property }) => `${resource}.${property}`).join(', ') || 'nothing'}`,
  ];
  return lines.join('\n');
}
