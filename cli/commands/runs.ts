import { answer } from '../print.ts';
import { documentOf } from '../run-document.ts';
import { showRun } from '../show-run.ts';
import { findStory, listRuns } from '../stories.ts';
import { findTarget, type TargetOptions } from '../target.ts';

/** `nacre runs`: one line a run. */
export async function runs(options: TargetOptions & { readonly project?: string; readonly json?: boolean }): Promise<void> {
  const found = await listRuns(await findTarget(options), options.project);
  const rows = found.map(({ run, project, outcome, status, openedAt, endedAt }) => ({
    id: run,
    project,
    status: outcome ?? status,
    startedAt: openedAt,
    endedAt: endedAt ?? null,
  }));
  answer(
    options.json,
    { runs: rows },
    () => rows.map(({ id, status, startedAt, endedAt }) => `${startedAt}  ${id.padEnd(36)}  ${status}${endedAt ? '' : ' ...'}`).join('\n') || 'No run yet.',
  );
}

/** `nacre run ID`: the outcome and the audit trail. */
export async function run(id: string, options: TargetOptions & { readonly json?: boolean }): Promise<void> {
  const target = await findTarget(options);
  const story = await findStory(target, id);
  const trail = story.audit.map(({ at, who, what, why }) => `  ${at}  ${what} (${who})${why ? `: ${why}` : ''}`);
  answer(options.json, { ...documentOf(story), audit: story.audit }, () => `${showRun(story, target)}  what happened\n${trail.join('\n')}`);
}
