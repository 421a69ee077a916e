import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { idOfVersion } from '../core/object-version.ts';
import { findProject } from '../core/read-record.ts';
import { keys } from '../core/records.ts';
import { CommandError } from './command-error.ts';
import { mailsOf, recordsOf } from './stories.ts';
import type { Target } from './target.ts';

const APPLIED_WITHIN_MS = 60_000;

export type Applied = { readonly project: string; readonly versionId: string; readonly applied: boolean; readonly problems: readonly string[] };

/** Uploads each projects/<name>/project.yml of a folder to the config bucket and waits until the function has applied or refused it. */
export async function applyProjects(target: Target, folder: string): Promise<readonly Applied[]> {
  const files = projectFiles(folder);
  if (files.length === 0) throw new CommandError(`${folder} holds no project: expected <name>/project.yml in it, or project.yml itself.`);
  return Promise.all(files.map(({ name, file }) => applyOne(target, name, file)));
}

function projectFiles(folder: string): readonly { readonly name: string; readonly file: string }[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new CommandError(`There is no folder ${folder}.`);
  const own = join(folder, 'project.yml');
  if (statSync(own, { throwIfNoEntry: false })?.isFile()) return [{ name: basename(folder), file: own }];
  return readdirSync(folder)
    .map((name) => ({ name, file: join(folder, name, 'project.yml') }))
    .filter(({ file }) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

async function applyOne(target: Target, name: string, file: string): Promise<Applied> {
  const key = `projects/${name}/project.yml`;
  const { VersionId: versionId = '' } = await target.clients.s3.send(
    new PutObjectCommand({ Bucket: target.buckets.config, Key: key, Body: readFileSync(file), ContentType: 'application/yaml' }),
  );
  const refusal = idOfVersion('project', { bucket: target.buckets.config, key, versionId });
  for (let waited = 0; waited < APPLIED_WITHIN_MS; waited += 200) {
    const project = await findProject(name, { records: recordsOf(target) });
    if (project?.source.versionId === versionId) return { project: name, versionId, applied: true, problems: [] };
    const [mail] = await mailsOf(target, refusal);
    if (mail) return { project: name, versionId, applied: false, problems: mail.text.split('\n') };
    await pause(200);
  }
  throw new CommandError(
    `No function has applied ${key} within ${APPLIED_WITHIN_MS / 1000} s (looked for ${keys.project(name).pk}). \`nacre logs applyProject\` shows what it said.`,
  );
}
