import { ProjectName } from './project.ts';

/** The word of the alarm that nacre makes itself; people may make others. */
export const DRIFT = 'drift';

/** The name of a project's own alarm. */
export function nameDriftAlarm(stage: string, project: string): string {
  return `nacre-${stage}-${project}-${DRIFT}`;
}

/** Undefined for the alarm of another stage or of somebody else. A project's name may hold hyphens, the last word may not. */
export function parseAlarmName(name: string, stage: string): { readonly project: string; readonly word: string } | undefined {
  const prefix = `nacre-${stage}-`;
  if (!name.startsWith(prefix)) return undefined;
  const { project, word } = /^(?<project>.+)-(?<word>[^-]+)$/.exec(name.slice(prefix.length))?.groups ?? {};
  return word === undefined || !ProjectName.safeParse(project).success || project === undefined ? undefined : { project, word };
}
