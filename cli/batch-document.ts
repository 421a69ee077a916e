import type { BatchStory } from './batches.ts';

/** A scoring as one JSON document: what `--json` prints and what a program may rely on. */
export function documentOfBatch({ batch, mails, transitions }: BatchStory) {
  const { checked, model, result } = batch;
  const job = batch.jobs.at(-1);
  return {
    batch: {
      ...{ id: batch.batch, project: batch.project, status: batch.outcome ?? batch.status, cause: batch.cause, attempt: batch.attempt },
      object: { bucket: batch.object.bucket, key: batch.object.key, versionId: batch.object.versionId, sha256: checked?.sha256 ?? null },
      ...{ rows: checked?.rows ?? null, badRows: checked?.badRows ?? null, findings: checked?.findings ?? [] },
      model: model ? { version: model.modelPackage.version, arn: model.modelPackage.arn, run: model.run } : null,
      job: job ? { name: job.job, arn: job.arn ?? null, seconds: job.seconds ?? null } : null,
      drift: checked ? { drifted: checked.drifted ?? null, alarms: checked.alarms, warnings: checked.warnings } : null,
      result: result ?? null,
      report: batch.report ?? null,
      failure: failureOf(batch),
      mails: mails.filter(({ status }) => status !== 'refused').map(({ to, subject }) => ({ to, subject })),
      ...{ stateTransitions: transitions, startedAt: batch.askedAt, endedAt: batch.endedAt ?? null },
    },
  };
}

function failureOf({ failure, verdict, outcome }: BatchStory['batch']) {
  if (failure && outcome !== 'Scored') return { class: failure.class, cause: failure.cause, logTail: failure.logTail, nextStep: failure.nextStep };
  return verdict ? { class: verdict.outcome, cause: [verdict.reason, ...verdict.details].join(' '), logTail: [], nextStep: verdict.nextStep } : null;
}
