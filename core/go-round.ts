import { inSlices } from './in-slices.ts';
import type { Services } from './ports.ts';
import { sha256 } from './sha256.ts';

/** What is to be looked after, under the name by which its trouble is told. */
export type Look<Answer> = { readonly name: string; readonly look: () => Promise<Answer> };

/** `left` could not be looked after; for the last `unvisited` the time was over. */
export type Round<Answer> = {
  readonly done: readonly Answer[];
  readonly left: readonly { readonly name: string; readonly error: unknown }[];
  readonly unvisited: number;
};

/** A thousand projects must fit into the time of one function, and leave the others their share of what Step Functions and SageMaker answer in a second. */
const AT_ONCE = 5;
/** Of the 120 s that the function has: the rest is for what was begun. */
const WORKS_SECONDS = 80;
const BETWEEN_ROUNDS_MS = 5 * 60_000;

/** Looks after each until the time of a round is over. One's trouble must not keep the others waiting, and each round begins elsewhere: nobody is the last one every time. */
export async function goRound<Answer>(looks: readonly Look<Answer>[], { clock }: Pick<Services, 'clock'>): Promise<Round<Answer>> {
  const began = clock.now().getTime();
  const done: Answer[] = [];
  const left: Round<Answer>['left'][number][] = [];
  let unvisited = 0;
  const visit = async ({ name, look }: Look<Answer>) => {
    if (clock.now().getTime() - began > 1000 * WORKS_SECONDS) {
      unvisited += 1;
      return;
    }
    await look().then(
      (answer) => done.push(answer),
      (error: unknown) => left.push({ name, error }),
    );
  };
  const first = placeIn(looks.length, Math.floor(began / BETWEEN_ROUNDS_MS));
  await inSlices([...looks.slice(first), ...looks.slice(0, first)], visit, AT_ONCE);
  return { done, left, unvisited };
}

const placeIn = (length: number, round: number) => (length === 0 ? 0 : Number.parseInt(sha256(String(round)).slice(0, 8), 16) % length);
