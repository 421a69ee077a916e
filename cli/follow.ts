import { setTimeout as pause } from 'node:timers/promises';
import type { RequestRecord, RunRecord } from '../core/records.ts';
import { CommandError } from './command-error.ts';
import { readJobLog } from './job-log.ts';
import { findRequest, findRun, findStory, mailsOf, type Story } from './stories.ts';
import type { Target } from './target.ts';

export type Tell = (line: string) => void;

const POLL_MS = 400;
const TAKEN_WITHIN_MS = 60_000;

/** Follows an upload's request to the outcome of the run that takes it, telling each step. A request that no run will take, or none before a time that the governor set, is answered as it stands. */
export async function followRequest(target: Target, asked: { readonly project: string; readonly id: string }, tell: Tell): Promise<Story | RequestRecord> {
  const began = Date.now();
  for (;;) {
    const request = await findRequest(target, asked.project, asked.id);
    if (request?.run) return followRun(target, request.run, tell);
    if (request && (request.status !== 'waiting' || isPutOff(request))) return request;
    if (!request && Date.now() - began > TAKEN_WITHIN_MS) {
      throw new CommandError(
        `No function has taken the upload within ${TAKEN_WITHIN_MS / 1000} s. \`nacre logs acceptDataset\` shows what it said, \`nacre events\` where the event went.`,
      );
    }
    await pause(POLL_MS);
  }
}

/** Whether the governor holds it up: for how long, nobody who waits can know. */
export const isPutOff = ({ status, notBefore, reason }: RequestRecord): boolean => status === 'waiting' && notBefore !== undefined && reason !== undefined;

/** A request that became a run, and not one that no run will take. */
export function isStory(ended: Story | RequestRecord): ended is Story {
  return 'transitions' in ended;
}

/** Follows a run until its outcome stands and its mails are sent or refused. */
export async function followRun(target: Target, id: string, tell: Tell): Promise<Story> {
  const began = Date.now();
  const progress = teller(target, began, tell);
  for (;;) {
    const run = await findRun(target, id);
    await progress(run);
    if (run.outcome && (await mailsSettled(target, id))) return findStory(target, id);
    await pause(POLL_MS);
  }
}

async function mailsSettled(target: Target, id: string): Promise<boolean> {
  const mails = await mailsOf(target, id);
  return mails.every(({ status }) => status === 'sent' || status === 'refused');
}

/** Tells each new status once, and the training log as it grows. */
function teller(target: Target, began: number, tell: Tell): (run: RunRecord) => Promise<void> {
  const elapsed = () => `${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s`;
  const logs = new Map<string, () => Promise<readonly string[]>>();
  let told = '';
  return async (run) => {
    const now = run.outcome ?? run.status;
    if (now !== told) tell(`${elapsed()}  ${run.run}  ${sentenceOf(run)}`);
    told = now;
    for (const { job } of run.attempts) {
      if (!logs.has(job)) logs.set(job, readJobLog(target, job));
      for (const line of (await logs.get(job)?.()) ?? []) tell(`${elapsed()}  ${job} | ${line}`);
    }
  };
}

function sentenceOf(run: RunRecord): string {
  if (run.outcome) return run.outcome;
  const job = run.attempts.at(-1);
  const sentences = {
    Opened: 'opened, waiting a moment for more uploads',
    Claimed: `requests claimed: ${run.requests.length}, files: ${run.objects?.length ?? 0}; preparing the data set`,
    Prepared: `data set prepared: ${run.dataset?.rows ?? 0} rows, ${run.dataset?.badRows ?? 0} set aside`,
    Training: `training job ${job?.job ?? ''} on ${job?.instanceType ?? ''}`,
    Trained: 'training ended, evaluating',
    Evaluated: `evaluated: ${run.gate?.passed ? 'every threshold holds' : 'a threshold is missed'}`,
    Registering: 'being registered',
    Registered: `registered as version ${run.modelPackage?.version ?? ''}`,
    Ended: 'ended',
  };
  return sentences[run.status];
}
