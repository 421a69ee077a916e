import type { Chance } from './chance.ts';
import { PROJECTS } from './projects.ts';

/** What people do in a world, and when (seconds after its beginning). */
export type Deed = { readonly at: number; readonly project: string } & (
  | { readonly kind: 'upload'; readonly key: string; readonly body: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'describe'; readonly body: string }
  | { readonly kind: 'abort' | 'stop job' }
);

const LATEST = 5400;

/** In one to three projects, one to six uploads; keys are overwritten, contents come again, and somebody may step in. */
export function drawDeeds(chance: Chance): readonly Deed[] {
  const [first, ...others] = PROJECTS;
  const projects = [first, ...others.slice(0, Math.floor(chance.next() ** 2 * 3))] as const;
  const deeds: Deed[] = [];
  let at = 1;
  for (let uploads = 1 + Math.floor(chance.next() * 6); uploads > 0; uploads -= 1) {
    const { project } = chance.oneOf(projects);
    const key = `${project}/datasets/${chance.oneOf(['a', 'a', 'b', 'c'])}.csv`;
    deeds.push({ at, project, kind: 'upload', key, body: drawBody(chance, deeds.length) });
    if (chance.happens(0.1)) deeds.push({ at: at + chance.next() * 60, project, kind: 'describe', body: describedAgain(project, chance) });
    if (chance.happens(0.04)) deeds.push({ at: at + chance.next() * 60, project, kind: 'delete', key });
    if (chance.happens(0.1)) deeds.push({ at: at + chance.next() ** 2 * 900, project, kind: chance.oneOf(['abort', 'abort', 'stop job']) });
    at = Math.min(LATEST, at + chance.oneOf([0.05, 1, 5, 60, 600, 1800]) * chance.next());
  }
  return deeds;
}

/** A project.yml that changes something, or one with a mistake in it. */
function describedAgain(project: string, chance: Chance): string {
  const definition = PROJECTS.find((each) => each.project === project);
  return JSON.stringify({ ...definition, description: `Prices of ${project}, described again (${chance.uuid()})`, ...(chance.happens(0.3) && { owners: [] }) });
}

/** Most bodies are new; some were seen before, some cannot be trained on. */
function drawBody(chance: Chance, n: number): string {
  if (chance.happens(0.1)) return 'age,price\n1,2\n2,3\n';
  if (chance.happens(0.1)) return 'colour\nred\n';
  return `age,price\n1,${n}\n2,${n + 1}\n3,${n + 2}\n`;
}
