import type { ModelJudged } from '../events/model-judged.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { mailOfJudgement } from './emails/mail-of-judgement.ts';
import { ModelNotRecordedError, RunNotActiveError } from './errors.ts';
import { findReign, type Reign } from './find-reign.ts';
import { putMails } from './outbox.ts';
import type { Condition, Item, JudgedPackage, Services, Write } from './ports.ts';
import { findProject, findRun, readProjectRecord, runKey } from './read-record.ts';
import { keys, type ModelPackage, type ProjectRecord, type RunRecord } from './records.ts';
import { approvalAtFirst } from './register-model.ts';
import { scoreBatches } from './score-batches.ts';
import { sendMails } from './send-mails.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'registry' | 'mails' | 'scorings'>;
type Settings = { readonly groupPrefix: string };

/** `stranger`: no model of ours. `kept`: the end of its run, which is still to come, makes of the approval what it is now. `unchanged`: all of this was recorded before. */
export type Judging = {
  readonly became: 'stranger' | 'kept' | 'unchanged' | 'judged';
  readonly project?: string;
  readonly run?: string;
  readonly approval?: ModelPackage['approval'];
  /** Which version reigns now, where one does. */
  readonly reigning?: number;
};

/** A version was made, approved or rejected. The event only names it. */
export function onModelJudged({ detail }: ModelJudged, settings: Settings, services: Needed): Promise<Judging> {
  return heedJudgement(detail.ModelPackageArn, settings, services);
}

/**
 * What counts is what the registry says now: the newest Approved version reigns, so an older one that is approved late takes nothing over.
 * After a change it is asked once more, since it may have changed between the look and the record; once nothing changes any more, the reigning model scores what waits for it.
 */
export async function heedJudgement(arn: string, settings: Settings, services: Needed): Promise<Judging> {
  const judged = await services.registry.describePackage(arn);
  const run = judged && (await runBehind(judged, settings.groupPrefix, services));
  if (!judged || !run) return { became: 'stranger' };
  const facts = { project: run.project, run: run.run, approval: judged.approval };
  if (run.status !== 'Ended') return (await keep(judged, run, services)) ? { became: 'kept', ...facts } : heedJudgement(arn, settings, services);
  const settled = await settle(judged, run, services);
  if (settled === 'raced') return heedJudgement(arn, settings, services);
  const version = settled.reign?.modelPackage.version;
  if (settled.changed) await heedJudgement(arn, settings, services);
  else if (settled.reign) await scoreBatches(run.project, services);
  return { became: settled.changed ? 'judged' : 'unchanged', ...facts, ...(version !== undefined && { reigning: version }) };
}

/** The run that registered this version, or is about to say so in its record. */
async function runBehind({ arn, group, run: name }: JudgedPackage, groupPrefix: string, services: Needed): Promise<RunRecord | undefined> {
  const project = group.startsWith(groupPrefix) ? group.slice(groupPrefix.length) : undefined;
  if (project === undefined || name === undefined || !(await findProject(project, services))) return undefined;
  const run = await findRun({ project, run: name }, services);
  const registers = run?.modelPackage ? run.modelPackage.arn === arn : run?.status !== 'Ended';
  return registers ? run : undefined;
}

/** Before its run has ended a model cannot reign: the approval goes into the run's record, and the end of the run acts on it. False where the run moved on meanwhile. */
async function keep({ arn, approval, who }: JudgedPackage, run: RunRecord, services: Needed): Promise<boolean> {
  if (approval === (run.modelPackage?.approval ?? approvalAtFirst(run))) return true;
  if (!run.modelPackage) throw new ModelNotRecordedError(arn, run.run);
  try {
    const change = { set: { 'modelPackage.approval': approval }, when: unchanged(run) };
    return (await advanceRun(run, change, { who: who ?? UNKNOWN, what: `model ${approval}`, facts: { arn } }, services)).done;
  } catch (error) {
    if (error instanceof RunNotActiveError) return false;
    throw error;
  }
}

/** The registry tells who judged only where that was done by somebody whom it knows. */
const UNKNOWN = 'somebody in the Model Registry';

type Settled = 'raced' | { readonly changed: boolean; readonly reign: Reign | undefined };

/** Approval, reign, audit trail and mails in one transaction, only over what was read. */
async function settle(judged: JudgedPackage, run: RunRecord, services: Needed): Promise<Settled> {
  const project = await readProjectRecord(run.project, services);
  const reign = await findReign(judged.group, run.project, services);
  if (await isJudgedAnew(judged, reign, services)) return 'raced';
  const changes = changesOf(project, judged, reign);
  if (!changes && run.modelPackage?.approval === judged.approval) return { changed: false, reign };
  const at = services.clock.now().toISOString();
  const outcomeOf = `model-${sha256([judged.arn, judged.approval, at].join('\n')).slice(0, 32)}`;
  const written = await services.records.write(
    asRead(project, changes),
    { update: runKey(run), set: { 'modelPackage.approval': judged.approval, changed: `${at}#model judged` }, when: unchanged(run) },
    auditOf(judged, run, { at, before: project.reigning, reign }),
    ...putMails(outcomeOf, run.project, mailOfJudgement({ judged, run, project, reign }), at),
  );
  if (!written.done) return 'raced';
  await sendMails(outcomeOf, services);
  return { changed: true, reign };
}

/** Who reigns was asked after the version itself: where the two answers do not agree, somebody may have judged in between. An older version that is approved late does not reign either. */
async function isJudgedAnew({ arn, approval }: JudgedPackage, reign: Reign | undefined, { registry }: Needed): Promise<boolean> {
  const agrees = (reign?.modelPackage.arn === arn) === (approval === 'Approved');
  return !agrees && (await registry.describePackage(arn))?.approval !== approval;
}

type Changes = { readonly set?: Item; readonly remove: readonly string[] };

/** What becomes of the project: another model reigns, or none, and the one that was waited for is judged. Undefined where all of this stands already. */
function changesOf({ reigning, awaitingApproval }: ProjectRecord, { arn, approval }: JudgedPackage, reign: Reign | undefined): Changes | undefined {
  const moved = reign?.modelPackage.arn !== reigning?.modelPackage.arn;
  const heard = awaitingApproval?.arn === arn && approval !== 'PendingManualApproval';
  if (!moved && !heard) return undefined;
  return { ...(moved && reign && { set: { reigning: reign } }), remove: [...(moved && !reign ? ['reigning'] : []), ...(heard ? ['awaitingApproval'] : [])] };
}

/** The change of the project, only over what was read. */
function asRead({ project, reigning, awaitingApproval }: ProjectRecord, changes: Changes | undefined): Write {
  const when = { allOf: [same('reigning', 'modelPackage.arn', reigning?.modelPackage.arn), same('awaitingApproval', 'arn', awaitingApproval?.arn)] };
  return changes ? { update: keys.project(project), ...changes, when } : { check: keys.project(project), when };
}

const same = (name: string, path: string, value: string | undefined): Condition =>
  value === undefined ? { absent: name } : { equals: [`${name}.${path}`, value] };

function auditOf({ arn, approval, who = UNKNOWN, why }: JudgedPackage, { run }: RunRecord, reigns: Reigns): Write {
  const facts = { arn, before: reigns.before?.modelPackage.arn ?? 'none', reigning: reigns.reign?.modelPackage.arn ?? 'none' };
  const what = `model ${approval}`;
  return { put: keys.audit(run, reigns.at, what), item: { at: reigns.at, who, what, ...(why && { why }), facts } };
}

type Reigns = { readonly at: string; readonly before: Reign | undefined; readonly reign: Reign | undefined };
