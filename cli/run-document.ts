import { paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import type { MailRecord, RequestRecord, RunRecord } from '../core/records.ts';
import { reasonOf } from '../core/requests.ts';
import type { Story } from './stories.ts';

/** A run as one JSON document: what `--json` prints and what a program may rely on. */
export type RunDocument = { readonly run: ReturnType<typeof describeRun> };

/** The document of a run with its outcome, or as far as it has come. */
export function documentOf(story: Story): RunDocument {
  return { run: describeRun(story) };
}

/** The document of a request that became no run: refused, superseded, only collected, or put off. */
export function documentOfRequest(request: RequestRecord, mails: readonly MailRecord[]) {
  const status = {
    superseded: 'Superseded',
    refused: 'Refused',
    collected: 'Collected',
    suggested: 'Suggested',
    waiting: 'Waiting',
    claimed: 'Claimed',
    done: 'Done',
  }[request.status];
  const objects = request.object ? [request.object] : [];
  const endedAt = request.status === 'waiting' ? null : request.askedAt;
  return {
    run: {
      ...{ id: null, project: request.project, status, requests: [{ id: request.id, trigger: request.trigger }] },
      ...{ reasons: request.why === undefined ? [] : [reasonOf(request)], cost: null },
      ...{
        dataset: {
          objects: objects.map(({ bucket, key, versionId }) => ({ bucket, key, versionId })),
          sha256: null,
          rows: null,
          badRows: null,
          snapshot: null,
        },
      },
      ...{ job: null, metrics: {}, gate: null, modelPackage: null, mlflow: null },
      failure: request.reason ? { class: status, cause: request.reason, logTail: [], nextStep: nextStepOf(request) } : null,
      ...{ mails: mails.map(({ to, subject }) => ({ to, subject })), stateTransitions: 0, startedAt: request.askedAt, endedAt },
    },
  };
}

/** What to do about a request that became no run; empty where its reason says all. */
export function nextStepOf({ project, status, notBefore }: RequestRecord): string {
  if (status !== 'waiting' || notBefore === undefined) return '';
  return `It is not lost: it is looked at again at ${notBefore}, or at once after \`nacre resume ${project}\`. \`nacre runs\` shows what becomes of it.`;
}

/** How many states an execution entered; 0 where it was never started. */
export async function countTransitions(sfn: SFNClient, execution: string | undefined): Promise<number> {
  if (!execution) return 0;
  let entered = 0;
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn: execution, maxResults: 1000, includeExecutionData: false }))
    entered += (page.events ?? []).filter(({ type }) => type?.endsWith('StateEntered')).length;
  return entered;
}

function describeRun({ run, mails, transitions }: Story) {
  const objects = run.dataset?.objects ?? run.objects ?? [];
  return {
    id: run.run,
    project: run.project,
    status: run.outcome ?? run.status,
    requests: run.requests,
    reasons: run.reasons ?? [],
    cost: run.cost ?? null,
    dataset: {
      objects: objects.map(({ bucket, key, versionId }) => ({ bucket, key, versionId })),
      sha256: run.dataset?.sha256 ?? null,
      rows: run.dataset?.rows ?? null,
      badRows: run.dataset?.badRows ?? null,
      snapshot: run.dataset?.snapshot ?? null,
      ...(run.dataset?.standIn && { standIn: true }),
    },
    job: describeJob(run),
    metrics: run.metrics ?? {},
    gate: describeGate(run),
    modelPackage: run.modelPackage ?? null,
    mlflow: run.mlflow
      ? {
          experiment: run.mlflow.experiment,
          runId: run.mlflow.runId ?? null,
          url: run.mlflow.url ?? null,
          ...(run.mlflow.missing && { missing: run.mlflow.missing }),
        }
      : null,
    failure: describeFailure(run),
    mails: mails.filter(({ status }) => status !== 'refused').map(({ to, subject }) => ({ to, subject })),
    stateTransitions: transitions,
    startedAt: run.openedAt,
    endedAt: run.endedAt ?? null,
  };
}

function describeJob(run: RunRecord) {
  const attempt = run.attempts.at(-1);
  return attempt ? { name: attempt.job, arn: attempt.arn ?? null, image: run.image?.uri ?? null, seconds: attempt.seconds ?? null } : null;
}

function describeGate({ gate }: RunRecord) {
  if (!gate) return null;
  const checks = gate.checks.map(({ metric, value, atMost, atLeast, passed }) => ({
    metric,
    value,
    ...(atMost !== undefined && { atMost }),
    ...(atLeast !== undefined && { atLeast }),
    passed,
  }));
  return { passed: gate.passed, checks };
}

/** A verdict against the data reads like a failure to whoever waits for a model: class, cause and next step have one place. */
function describeFailure({ failure, verdict, outcome }: RunRecord) {
  if (failure && outcome !== 'Succeeded') return { class: failure.class, cause: failure.cause, logTail: failure.logTail, nextStep: failure.nextStep };
  if (verdict && verdict.outcome !== 'Succeeded')
    return { class: verdict.outcome, cause: [verdict.reason, ...verdict.details].join(' '), logTail: [], nextStep: verdict.nextStep };
  return null;
}
