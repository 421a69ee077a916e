import { seededChance } from './chance.ts';
import type { Note } from './lambda.ts';
import type { Timeline } from './timeline.ts';

const WORLDS = 0.2;
/** About as long as a function works. */
const MILLISECONDS = 500;

type Options = { readonly timeline: Timeline; readonly note: Note; readonly names: readonly string[]; readonly stop: (executionArn: string) => void };

/** In some worlds somebody aborts an execution just while it waits for one certain function, which goes on and knows nothing of it. Has a chance of its own. */
export function impatient(seed: number, { timeline, note, names, stop }: Options): (functionName: string, executionArn: string) => void {
  const chance = seededChance(-seed);
  const victim = chance.happens(WORLDS) ? names[Math.floor(chance.next() * names.length)] : undefined;
  return (functionName, executionArn) => {
    if (functionName !== victim || !chance.happens(0.5)) return;
    timeline.after(MILLISECONDS * chance.next(), () => {
      note('somebody', `aborts ${executionArn} while ${functionName} works`);
      stop(executionArn);
    });
  };
}
