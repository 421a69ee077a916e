import type { ProjectDefinition } from '../../../core/project.ts';
import { seededChance } from '../hostile/chance.ts';
import { PROJECTS } from '../hostile/story/projects.ts';

/** What somebody does, once everything that came of what was done before has come to rest: then no outcome depends on who is quicker. */
export type Step = { readonly does: 'upload' | 'batch'; readonly name: string; readonly body: string } | { readonly does: 'request' };

export type AgreementStory = { readonly seed: number; readonly definition: ProjectDefinition; readonly steps: readonly Step[] };

/** One file or all of them, approved by nobody or by a person; what a budget or a cooldown would decide depends on the hour. */
const CHOSEN = PROJECTS.filter(({ project }) => project === 'cars' || project === 'boats');
const STEPS = 4;

/** A project and what is done in it, which the seed tells. The first file can be trained on. */
export function drawStory(seed: number): AgreementStory {
  const chance = seededChance(seed);
  const definition = CHOSEN[seed % CHOSEN.length];
  if (!definition) throw new Error('the projects of the hostile world hold no cars and no boats any more; see test/world/hostile/story/projects.ts');
  const upload = (n: number): Step => ({ does: 'upload', name: chance.oneOf(['a', 'a', 'b']), body: chance.oneOf([rows(n), rows(0), 'colour\nred\n']) });
  const batch = (n: number): Step => ({
    does: 'batch',
    name: chance.oneOf(['a', 'b']),
    body: chance.oneOf([`age\n${n}\n7\n`, 'age\n7\nold\n', 'colour\nred\n']),
  });
  const drawn = (n: number): Step => chance.oneOf([upload, upload, batch, batch, (): Step => ({ does: 'request' })])(n);
  const first: Step = { does: 'upload', name: 'a', body: rows(0) };
  return { seed, definition, steps: [first, ...Array.from({ length: STEPS - 1 }, (_, n) => drawn(n + 1))] };
}

const rows = (n: number) => `age,price\n7,${n}\n8,${n + 1}\n9,${n + 2}\n`;
