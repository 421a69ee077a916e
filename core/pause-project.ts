import type { Mail } from './emails/letter.ts';
import { mailOfPause, mailOfResumption } from './emails/mail-of-governor.ts';
import { remember } from './governor-memory.ts';
import { openRun } from './open-run.ts';
import { putMails } from './outbox.ts';
import type { Services, Write, Written } from './ports.ts';
import { readProjectRecord } from './read-record.ts';
import { keys, type ProjectRecord } from './records.ts';
import { sendMails } from './send-mails.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;
type By = { readonly who: string; readonly why: string };

/** `run` is what was opened for requests that had waited. */
export type Resumption = { readonly became: 'resumed' | 'already'; readonly project: string; readonly run?: string };

/** Nothing opens from here on, for whomever; told to the owners once. */
export async function pauseProject(
  project: ProjectRecord,
  { who, why }: By,
  services: Needed,
): Promise<{ readonly became: 'paused' | 'already'; readonly project: string }> {
  const { project: name, definition, governor } = project;
  if (governor?.paused) return { became: 'already', project: name };
  const at = services.clock.now().toISOString();
  const { set, when } = remember(governor, { paused: { who, why, at } });
  const change = { update: keys.project(name), set, when: { allOf: [when, { absent: 'governor.paused' }] } } as const;
  const told = { what: 'project paused', who, why, at, mails: mailOfPause({ project: name, owners: definition.owners, who, why, at }) };
  const { done } = await tell(project, change, told, services);
  return done ? { became: 'paused', project: name } : pauseProject(await readProjectRecord(name, services), { who, why }, services);
}

/** Lets the project go on, forgives its failures, and opens what had waited for that. Safe to repeat: the opening is tried each time. */
export async function resumeProject(project: ProjectRecord, { who, why }: By, services: Needed): Promise<Resumption> {
  const { project: name, definition, governor } = project;
  const held = governor?.paused !== undefined || (governor?.failuresInARow ?? 0) > 0;
  const at = services.clock.now().toISOString();
  const change = { update: keys.project(name), set: { 'governor.failuresInARow': 0 }, remove: ['governor.paused'], when: { present: 'governor' } } as const;
  const told = { what: 'project resumed', who, why, at, mails: mailOfResumption({ project: name, owners: definition.owners, who, why }) };
  if (held) await tell(project, change, told, services);
  const { run, started } = await openRun(name, services);
  return { became: held ? 'resumed' : 'already', project: name, ...(started && run && { run }) };
}

type Told = By & { readonly what: string; readonly at: string; readonly mails: readonly Mail[] };

/** The change, its line in the project's audit trail and its mails, or none of them. */
async function tell({ project }: ProjectRecord, change: Write, { what, who, why, at, mails }: Told, services: Needed): Promise<Written> {
  const outcomeOf = `${project}-${at}`;
  const written = await services.records.write(
    change,
    { put: keys.audit(project, at, what), item: { at, who, what, why } },
    ...putMails(outcomeOf, project, mails, at),
  );
  if (written.done) await sendMails(outcomeOf, services);
  return written;
}
