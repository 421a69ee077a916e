import type { ProjectChanged } from '../events/project-changed.ts';
import { nameOf } from './choose-image.ts';
import { mailOfRefusedProject } from './emails/mail-of-project.ts';
import { ensureDriftAlarm } from './ensure-drift-alarm.ts';
import { idOfVersion, versionIn } from './object-version.ts';
import { putMails } from './outbox.ts';
import type { Services, Write } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readBounded } from './read-bounded.ts';
import { type Problem, type ProjectRead, readProjectFile } from './read-project-file.ts';
import { findProject } from './read-record.ts';
import { keys, type ObjectVersion, type ProjectRecord } from './records.ts';
import { sendMails } from './send-mails.ts';
import { settleSchedule } from './settle-schedule.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'registry' | 'schedules' | 'mails' | 'alarms'>;
type Settings = { readonly operator: string; readonly groupPrefix: string; readonly stage: string };

/** `outdated`: this version, or a newer one, is applied already. `gone`: it was deleted before it could be read. */
export type Application = { readonly became: 'applied' | 'refused' | 'outdated' | 'gone' | 'ignored'; readonly project?: string; readonly problems?: number };

const LARGEST_FILE = 1024 * 1024;

/** A project.yml was written: makes its project, or changes it. A file with mistakes changes nothing, and its people are told each mistake with its line. */
export async function applyProject(changed: ProjectChanged, settings: Settings, services: Needed): Promise<Application> {
  const source = versionIn(changed);
  const folder = folderOf(source.key);
  if (folder === undefined) return { became: 'ignored' };
  const stream = await services.datasets.read(source);
  if (stream === undefined) return { became: 'gone', project: folder };
  const file = read(await readBounded(stream, LARGEST_FILE), folder);
  const stored = await findProject(folder, services);
  if ('problems' in file) return refuse(source, folder, file.problems, stored, settings, services);
  await services.registry.ensureGroup(`${settings.groupPrefix}${folder}`, file.definition.description);
  const applied = await store(file.definition, source, stored, services);
  await ensureDriftAlarm(folder, settings.stage, services);
  await settleSchedule(folder, services);
  return { became: applied ? 'applied' : 'outdated', project: folder };
}

function read(bytes: Buffer | undefined, folder: string): ProjectRead {
  if (bytes === undefined) return atStart('is larger than 1 MB; a project.yml describes columns and settings, it holds no data');
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? readProjectFile(text, folder) : atStart('is no UTF-8 text; save it in that encoding');
}

const atStart = (message: string): ProjectRead => ({ problems: [{ line: 1, column: 1, path: '', message }] });

/** Versions arrive in any order: a definition is only ever replaced by that of a newer one, as long as the one that was compared with it still stands. */
async function store(definition: ProjectDefinition, version: ObjectVersion, stored: ProjectRecord | undefined, services: Needed): Promise<boolean> {
  const { project } = definition;
  const source = await newestOf(version, stored?.source, services);
  if (!source) return false;
  const applied = { project, definition, source, appliedAt: services.clock.now().toISOString() };
  const listing: Write = { put: keys.listing(project), item: { project, description: definition.description, image: nameOf(definition.training.image) } };
  const write: Write = stored
    ? { update: keys.project(project), set: applied, when: { equals: ['source.versionId', stored.source.versionId] } }
    : { put: keys.project(project), item: { ...applied, since: applied.appliedAt, nextRunNumber: 1 }, when: { absent: 'project' } };
  const written = await services.records.write(write, listing);
  return written.done || store(definition, version, await findProject(project, services), services);
}

/** As with the versions of a file (watermark.ts): sequencers tell which is newer, and S3 itself where one of the two was found without its event. Undefined where the version is not the newest. */
async function newestOf(version: ObjectVersion, applied: ObjectVersion | undefined, { datasets }: Needed): Promise<ObjectVersion | undefined> {
  const { sequencer, versionId, key } = version;
  if (applied?.versionId === versionId) return undefined;
  const last = applied?.sequencer;
  if (sequencer !== undefined && !applied?.found) return last === undefined || last < sequencer ? version : undefined;
  if ((await datasets.head(key))?.versionId !== versionId) return undefined;
  return sequencer === undefined ? { ...version, found: true, ...(last !== undefined && { sequencer: last }) } : version;
}

/** One mail per version of the file, however often its event arrives. */
async function refuse(
  source: ObjectVersion,
  project: string,
  problems: readonly Problem[],
  stored: ProjectRecord | undefined,
  { operator }: Settings,
  services: Needed,
): Promise<Application> {
  const outcomeOf = idOfVersion('project', source);
  const to = [...new Set([operator, ...(stored?.definition.owners ?? [])])].filter((address) => address !== '');
  const mails = mailOfRefusedProject({ file: source.key, problems, to });
  const writes = putMails(outcomeOf, project, mails, services.clock.now().toISOString()).map((write): Write => ({ ...write, when: { absent: 'outcomeOf' } }));
  if (writes.length > 0) await services.records.write(...writes);
  await sendMails(outcomeOf, services);
  return { became: 'refused', project, problems: problems.length };
}

/** Undefined for a key that is no project.yml. */
export const folderOf = (key: string) => /^projects\/(?<folder>[^/]+)\/project\.yml$/.exec(key)?.groups?.['folder'];
