import { findReign } from './find-reign.ts';
import { heedJudgement } from './on-model-judged.ts';
import type { Services } from './ports.ts';
import { findProject } from './read-record.ts';
import { keys, type ProjectRecord } from './records.ts';
import { type Repair, repaired } from './repaired.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'registry' | 'mails' | 'scorings'>;

/**
 * SageMaker promises no more than best effort for what its registry tells, and a judgement of which nobody heard leaves no trace in the records:
 * asks each round for the version that waits for one, and once an hour who should reign. Where neither is due the registry is not asked.
 */
export async function lookAfterModels(project: string, groupPrefix: string, services: Needed): Promise<Partial<Record<Repair, readonly string[]>>> {
  const found = await findProject(project, services);
  const arn = found && ((await judgedMeanwhile(found, services)) ?? (await misjudged(found, groupPrefix, services)));
  if (arn === undefined) return {};
  const { became, run, approval } = await heedJudgement(arn, { groupPrefix }, services);
  return became === 'judged' && run !== undefined ? repaired('judged', run, `its model is ${approval}, and nobody had told`, services) : {};
}

/** The version that waited, once it was judged. Of one that was deleted there is nothing to wait for. */
async function judgedMeanwhile({ project, awaitingApproval }: ProjectRecord, { registry, records }: Needed): Promise<string | undefined> {
  if (!awaitingApproval) return undefined;
  const { arn } = awaitingApproval;
  const described = await registry.describePackage(arn);
  if (described) return described.approval === 'PendingManualApproval' ? undefined : arn;
  await records.write({ update: keys.project(project), remove: ['awaitingApproval'], when: { equals: ['awaitingApproval.arn', arn] } });
  return undefined;
}

/** A newer version that was approved, or the reigning one that is approved no more. */
async function misjudged({ project, reigning }: ProjectRecord, groupPrefix: string, services: Needed): Promise<string | undefined> {
  if (!isItsTurn(project, services.clock.now())) return undefined;
  const reign = await findReign(`${groupPrefix}${project}`, project, services);
  if (reign?.modelPackage.arn === reigning?.modelPackage.arn) return undefined;
  const isNewer = (reign?.modelPackage.version ?? 0) > (reigning?.modelPackage.version ?? 0);
  return (isNewer ? reign : reigning)?.modelPackage.arn;
}

const ROUNDS_AN_HOUR = 12;
const ROUND_MINUTES = 60 / ROUNDS_AN_HOUR;

/** Each project has one round of an hour, by its name, so that a thousand of them do not ask at once. */
function isItsTurn(project: string, now: Date): boolean {
  return Number.parseInt(sha256(project).slice(0, 8), 16) % ROUNDS_AN_HOUR === Math.floor(now.getUTCMinutes() / ROUND_MINUTES);
}
