import type { ClaimStep } from '../events/run-step.ts';
import { advanceRun } from './advance-run.ts';
import { verdictOf } from './cancellation.ts';
import { fixInputs } from './fix-inputs.ts';
import type { Services, Write } from './ports.ts';
import { readRun } from './read-record.ts';
import { keys, type RunRecord, type WaitingRecord } from './records.ts';
import { readServable, waitingKey } from './requests.ts';

type Needed = Pick<Services, 'records' | 'datasets' | 'images' | 'clock'>;

/** What the state machine needs to know to go on: `finish` where a verdict stands already. */
export type Claimed = { readonly next: 'go' | 'finish'; readonly trainingTimeoutSeconds: number; readonly requests: number };

/** What a job may take besides training: waiting for an instance, pulling the image, downloading, uploading. */
const AROUND_TRAINING_SECONDS = 2 * 3600;
/** Two writes each, beside the fence, the run and the audit. */
const REQUESTS_A_CHUNK = 45;
/** A run's record names each, and a record holds 400 KB; what is above waits for the next run. */
const REQUESTS_A_RUN = 1000;

/**
 * Makes every due request this run's, and those that the governor has put off, for it speaks only against opening; then fixes what the run will use. The objects are listed after the claim, so nothing that was claimed is left out;
 * a retry claims on until the inputs are fixed, and nothing after that.
 */
export async function claimRequests(step: ClaimStep, services: Needed): Promise<Claimed> {
  const before = await readRun(step, services);
  if (before.status === 'Opened') {
    await claimDue(step, services);
    await fixInputs(step, services);
  }
  return decisionOf(before.status === 'Opened' ? await readRun(step, services) : before);
}

async function claimDue(step: ClaimStep, services: Needed): Promise<void> {
  const due = (await readServable(step.project, services)).slice(0, REQUESTS_A_RUN);
  for (let from = 0; from < due.length; from += REQUESTS_A_CHUNK) {
    const chunk = due.slice(from, from + REQUESTS_A_CHUNK);
    const written = await claimChunk(step, chunk, services);
    if (!written.done) return written.refused.some(({ index }) => index === 1) ? undefined : claimDue(step, services);
  }
}

/** Refused at index 1 when the inputs are fixed already; further on when another delivery of this very step claimed some of the chunk. */
function claimChunk(step: ClaimStep, chunk: readonly WaitingRecord[], services: Needed) {
  const requests = chunk.map(({ id, trigger }) => ({ id, trigger }));
  return advanceRun(
    step,
    { append: { requests }, when: { equals: ['status', 'Opened'] }, also: chunk.flatMap((request) => claim(request, step.run)) },
    { who: 'claimRequests', what: `requests claimed (${chunk.length}, from ${chunk[0]?.id})`, facts: { requests: chunk.map(({ id }) => id) } },
    services,
  );
}

function claim(request: WaitingRecord, run: string): readonly Write[] {
  return [
    {
      update: keys.request(request.project, request.id),
      set: { status: 'claimed', run },
      remove: ['notBefore', 'reason'],
      when: { equals: ['status', 'waiting'] },
    },
    { delete: waitingKey(request) },
  ];
}

function decisionOf(run: RunRecord): Claimed {
  const { definition, requests } = run;
  const { spot, maxRuntimeSeconds = 0 } = definition?.training ?? {};
  const trainingTimeoutSeconds = (spot?.maxWaitSeconds ?? maxRuntimeSeconds) + AROUND_TRAINING_SECONDS;
  return { next: verdictOf(run) ? 'finish' : 'go', trainingTimeoutSeconds, requests: requests.length };
}
