import { advanceRun } from './advance-run.ts';
import { EvaluationMalformedError } from './errors.ts';
import { judgeModel, rejection } from './judge-model.ts';
import type { Services } from './ports.ts';
import { type Evaluation, readOutput } from './read-output.ts';
import { type RunIdentity, readProjectRecord, readRun } from './read-record.ts';
import type { Check, RunRecord } from './records.ts';
import { sha256OfStream } from './sha256.ts';
import { trainableOf } from './training-job-spec.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'jobs' | 'artifacts'>;

export type Judgement = { readonly passed: boolean };

/** Every threshold must hold before anyone can use the model; one of a run that was cancelled by then is not judged. Keeps the report as an artifact; the state machine acts on `passed`. */
export async function evaluateModel(identity: RunIdentity, services: Needed): Promise<Judgement> {
  const run = await readRun(identity, services);
  if (run.cancelled) return { passed: false };
  const { definition } = trainableOf(run);
  const { job, metrics, evaluation, ...left } = await measure(run, services);
  const { reigning } = await readProjectRecord(run.project, services);
  const checks = judgeModel(definition.thresholds, metrics, reigning?.metrics);
  const passed = checks.every((check) => check.passed);
  const report = await keepReport(run, { job, passed, checks, metrics, evaluation, reigning }, services);
  const mlflow = trackingOf(evaluation, definition.tracking.experiment);
  const gate = { passed, checks: [...checks], report };
  const kept = passed ? await keepForScoring(run, left, services) : { verdict: rejection(checks, reigning?.run) };
  const set = { status: 'Evaluated', metrics, gate, mlflow, ...kept };
  const what = passed ? 'model passed its thresholds' : 'model missed its thresholds';
  const change = { set, when: { absent: 'cancelled' } } as const;
  const { done } = await advanceRun(identity, change, { who: 'evaluateModel', what, facts: { metrics, report } }, services);
  return { passed: passed && done };
}

/** What the log reported, and over it what the training code measured in the end: the file carries more digits than a log line. */
async function measure(run: RunRecord, { jobs, artifacts }: Needed) {
  const name = run.attempts.at(-1)?.job ?? `of run ${run.run}`;
  const job = await jobs.describe(name);
  if (!job) throw new EvaluationMalformedError(name, 'the job does not exist any more');
  const { evaluation, predictions } = await readOutput(name, await artifacts.read(job.output));
  const reported = Object.entries(job.finalMetrics).filter(([, value]) => Number.isFinite(value));
  const metrics: Readonly<Record<string, number>> = { ...Object.fromEntries(reported), ...evaluation.metrics };
  return { job: name, metrics, evaluation, predictions, modelArtifacts: job.modelArtifacts };
}

type Left = Pick<Awaited<ReturnType<typeof measure>>, 'predictions' | 'modelArtifacts'>;

/** What a batch is scored with is compared with this later: the model's own bytes, and what it predicted on rows that it had not seen. */
async function keepForScoring({ project, run }: RunRecord, { predictions, modelArtifacts }: Left, { artifacts }: Needed) {
  const model = modelArtifacts === undefined ? undefined : await artifacts.read(modelArtifacts);
  return {
    ...(model && { modelSha256: await sha256OfStream(model) }),
    ...(predictions && { predictions: await artifacts.putJson(`${project}/runs/${run}/predictions.json`, [predictions]) }),
  };
}

type Report = { readonly job: string; readonly passed: boolean; readonly checks: readonly Check[]; readonly evaluation: Evaluation } & Readonly<
  Record<string, unknown>
>;

function keepReport({ project, run }: RunRecord, report: Report, { artifacts, clock }: Needed): Promise<string> {
  return artifacts.putJson(`${project}/runs/${run}/gate.json`, { run, project, judgedAt: clock.now().toISOString(), ...report });
}

/** Tracking that is missing is recorded with its reason: it costs no run its outcome. */
function trackingOf({ mlflow }: Evaluation, experiment: string): NonNullable<RunRecord['mlflow']> {
  return { experiment, ...(mlflow ?? { missing: 'the training code did not say whether it was tracked' }) };
}
