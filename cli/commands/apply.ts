import { resolve } from 'node:path';
import { applyProjects } from '../apply-projects.ts';
import { answer } from '../print.ts';
import { findTarget, type TargetOptions } from '../target.ts';

/** `nacre apply DIR`: exit status 1 when a project.yml was refused. */
export async function apply(folder: string, options: TargetOptions & { readonly json?: boolean }): Promise<void> {
  const applied = await applyProjects(await findTarget(options), resolve(folder));
  if (applied.some((one) => !one.applied)) process.exitCode = 1;
  answer(options.json, { projects: applied }, () =>
    applied.map((one) => (one.applied ? `${one.project}: applied` : `${one.project}: not applied\n${one.problems.join('\n')}`)).join('\n'),
  );
}
