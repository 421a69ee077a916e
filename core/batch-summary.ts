import type { Joined } from './quality/join-predictions.ts';
import type { BatchRecord } from './records.ts';

/** summary.json: what was scored with what, so that the result can be judged without our records. Times are ISO 8601 in UTC. */
export function batchSummary(record: BatchRecord, { rows, sha256, unusable }: Joined, now: Date) {
  const { batch, project, attempt, cause, object, askedAt, model, checked, jobs } = record;
  return {
    ...{ batch, project, attempt, cause, object, findings: checked?.findings ?? [] },
    model: model && { run: model.run, version: model.modelPackage.version, arn: model.modelPackage.arn, sha256: model.modelSha256 },
    rows: { read: checked?.rows, setAside: checked?.badRows, scored: rows, unusablePredictions: unusable },
    sha256: { batch: checked?.sha256, sent: checked?.cleanSha256, result: sha256 },
    drift: { drifted: checked?.drifted, alarms: checked?.alarms ?? [], warnings: checked?.warnings ?? [] },
    jobs: jobs.map(({ job, instanceType, status, seconds }) => ({ job, instanceType, status, seconds })),
    times: { askedAt, transformStartedAt: jobs.at(-1)?.startedAt, transformEndedAt: jobs.at(-1)?.endedAt, collectedAt: now.toISOString() },
  };
}
