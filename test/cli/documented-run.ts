import { z } from 'zod';

/** What `--json` promises of a run, member by member: strict, since programs rely on it. */
const ObjectVersion = z.strictObject({ bucket: z.string(), key: z.string(), versionId: z.string() });
const Check = z.union([
  z.strictObject({ metric: z.string(), value: z.number(), atMost: z.number(), passed: z.boolean() }),
  z.strictObject({ metric: z.string(), value: z.number(), atLeast: z.number(), passed: z.boolean() }),
]);

export const DocumentedRun = z.strictObject({
  run: z.strictObject({
    id: z.string().nullable(),
    project: z.string(),
    status: z.enum(['Succeeded', 'Rejected', 'Refused', 'Skipped', 'Superseded', 'Failed', 'Cancelled', 'Waiting']),
    requests: z.array(z.strictObject({ id: z.string(), trigger: z.string() })),
    reasons: z.array(z.string()),
    cost: z.number().nullable(),
    dataset: z.strictObject({
      objects: z.array(ObjectVersion),
      sha256: z.string().nullable(),
      rows: z.int().nullable(),
      badRows: z.int().nullable(),
      snapshot: z.string().nullable(),
      standIn: z.literal(true).optional(),
    }),
    job: z.strictObject({ name: z.string(), arn: z.string().nullable(), image: z.string().nullable(), seconds: z.number().nullable() }).nullable(),
    metrics: z.record(z.string(), z.number()),
    gate: z.strictObject({ passed: z.boolean(), checks: z.array(Check) }).nullable(),
    modelPackage: z.strictObject({ arn: z.string(), version: z.int(), approval: z.string() }).nullable(),
    mlflow: z.strictObject({ experiment: z.string(), runId: z.string().nullable(), url: z.string().nullable(), missing: z.string().optional() }).nullable(),
    failure: z.strictObject({ class: z.string(), cause: z.string(), logTail: z.array(z.string()), nextStep: z.string() }).nullable(),
    mails: z.array(z.strictObject({ to: z.string(), subject: z.string() })),
    stateTransitions: z.int(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  }),
});
