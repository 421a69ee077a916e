import { CloudWatchLogsClient, paginateFilterLogEvents, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { parseRunName } from '../../core/run-name.ts';
import { findBatch } from '../batches.ts';
import { CommandError } from '../command-error.ts';
import { readJobLog } from '../job-log.ts';
import { answer } from '../print.ts';
import { findRun } from '../stories.ts';
import { findTarget, type Target, type TargetOptions } from '../target.ts';

/** `nacre logs ID`: of a run or a batch (all its jobs), of a job, or of a function by its name in serverless.yml. */
export async function logs(id: string, options: TargetOptions & { readonly json?: boolean }): Promise<void> {
  const lines = await linesOf(await findTarget(options), id);
  answer(options.json, { id, lines }, () => lines.join('\n'));
}

async function linesOf(target: Target, id: string): Promise<readonly string[]> {
  const jobs = parseRunName(id) ? (await findRun(target, id)).attempts : (await findBatch(target, id))?.jobs;
  if (jobs) {
    const read = await Promise.all(jobs.map(async ({ job }) => (await readJobLog(target, job)()).map((line) => `${job} | ${line}`)));
    return read.flat();
  }
  const ofJob = await readJobLog(target, id)();
  return ofJob.length > 0 ? ofJob : linesOfFunction(target, id);
}

async function linesOfFunction({ stage, clients }: Target, name: string): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient(clients.settings);
  const logGroupName = `/aws/lambda/${name.startsWith('nacre-') ? name : `nacre-${stage}-${name}`}`;
  try {
    const lines: string[] = [];
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName }))
      lines.push(...(page.events ?? []).map(({ message = '' }) => message.trimEnd()));
    return lines;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw new CommandError(`There is no run, batch, job or function "${name}" with a log.`);
    throw error;
  }
}
