import type { Command } from '../events/command.ts';
import { type Asked, askForRun } from './ask-for-run.ts';
import { type Cancelling, cancelRun } from './cancel-run.ts';
import { RunNotRetriableError, UnknownProjectError } from './errors.ts';
import { pauseProject, type Resumption, resumeProject } from './pause-project.ts';
import type { Jobs, Services } from './ports.ts';
import { findProject, findRun } from './read-record.ts';
import type { RequestRecord } from './records.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'> & { readonly jobs: Pick<Jobs, 'stop'> };
type Asking = Extract<Command, { command: 'request' | 'retry' }>;

/** `already`: the project was paused, or at work, before; nothing was changed and nobody mailed. */
export type Obedience = Asked | Cancelling | Resumption | { readonly became: 'paused' | 'already'; readonly project: string };

/** Does what a person tells a project. A command that cannot be obeyed is an error that says why. */
export async function commandProject(command: Command, services: Needed): Promise<Obedience> {
  const project = await findProject(command.project, services);
  if (!project) throw new UnknownProjectError(command.project);
  if (command.command === 'pause') return pauseProject(project, command, services);
  if (command.command === 'resume') return resumeProject(project, command, services);
  if (command.command === 'cancel') return cancelRun(command, services);
  if (command.command === 'retry') await refuseUnlessFailed(command, services);
  return askForRun(requestOf(command, services.clock.now()), project, services);
}

async function refuseUnlessFailed({ project, run }: Extract<Command, { command: 'retry' }>, services: Pick<Services, 'records'>): Promise<void> {
  const outcome = (await findRun({ project, run }, services))?.outcome;
  if (outcome !== 'Failed' && outcome !== 'Cancelled') throw new RunNotRetriableError(run, outcome);
}

function requestOf(command: Asking, now: Date): RequestRecord {
  const { project, who, why, token } = command;
  const retries = command.command === 'retry' ? command.run : undefined;
  const id = `person-${sha256([project, retries ?? '', who, why, token].join('\n')).slice(0, 32)}`;
  return { id, project, trigger: 'person', askedAt: now.toISOString(), who, why, ...(retries && { retries }), attempt: 1, status: 'waiting' };
}
