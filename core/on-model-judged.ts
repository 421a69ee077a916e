import type { ModelJudged } from '../events/model-judged.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { mailOfJudgement } from './emails/mail-of-judgement.ts';
import { ModelNotRecordedError, RunNotActiveError } from './errors.ts';
import { findReign, type Reign } from './find-reign.ts';
import { putMails } from './outbox.ts';
import type { JudgedPackage, Services, Write } from './ports.ts';
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

/**
 * A version was made, approved or rejected. What counts is what the registry says now: the newest Approved version reigns, so an older one that is approved late takes nothing over.
 * After a change it is asked once more, since it may have changed between the look and the record; once nothing changes any more, the reigning model scores what waits for it.
 */
export async function onModelJudged(event: ModelJudged, settings: Settings, services: Needed): Promise<Judging> {
  const judged = await services.registry.describePackage(event.detail.ModelPackageArn);
  const run = judged && (await runBehind(judged, settings.groupPrefix, services));
  if (!judged || !run) return { became: 'stranger' };
  const facts = { project: run.project, run: run.run, approval: judged.approval };
  if (run.status !== 'Ended') return (await keep(judged, run, services)) ? { became: 'kept', ...facts } : onModelJudged(event, settings, services);
  const settled = await settle(judged, run, services);
  if (settled === 'raced') return onModelJudged(event, settings, services);
  const version = settled.reign?.modelPackage.version;
  if (settled.changed) await onModelJudged(event, settings, services);
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
  const moved = reign?.modelPackage.arn !== project.reigning?.modelPackage.arn;
  if (!moved && run.modelPackage?.approval === judged.approval) return { changed: false, reign };
  const at = services.clock.now().toISOString();
  const outcomeOf = `model-${sha256([judged.arn, judged.approval, at].join('\n')).slice(0, 32)}`;
  const written = await services.records.write(
    crown(project, reign, moved),
    { update: runKey(run), set: { 'modelPackage.approval': judged.approval, changed: `${at}#model judged` }, when: unchanged(run) },
    auditOf(judged, run, { at, before: project.reigning, reign }),
    ...putMails(outcomeOf, run.project, mailOfJudgement({ judged, run, project, reign }), at),
  );
  if (!written.done) return 'raced';
  await sendMails(outcomeOf, services);
  return { changed: true, reign };
}

function crown({ project, reigning }: ProjectRecord, reign: Reign | undefined, moved: boolean): Write {
  const when = reigning ? ({ equals: ['reigning.modelPackage.arn', reigning.modelPackage.arn] } as const) : ({ absent: 'reigning' } as const);
  if (!moved) return { check: keys.project(project), when };
  return { update: keys.project(project), ...(reign ? { set: { reigning: reign } } : { remove: ['reigning'] }), when };
}

function auditOf({ arn, approval, who = UNKNOWN, why }: JudgedPackage, { run }: RunRecord, reigns: Reigns): Write {
  const facts = { arn, before: reigns.before?.modelPackage.arn ?? 'none', reigning: reigns.reign?.modelPackage.arn ?? 'none' };
  const what = `model ${approval}`;
  return { put: keys.audit(run, reigns.at, what), item: { at: reigns.at, who, what, ...(why && { why }), facts } };
}

type Reigns = { readonly at: string; readonly before: Reign | undefined; readonly reign: Reign | undefined };
