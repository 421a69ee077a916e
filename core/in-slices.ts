/** Asks for many things, a few at a time, in order: enough to be quick, few enough not to be throttled. */
export async function inSlices<Each, Answer>(items: readonly Each[], ask: (item: Each) => Promise<Answer>, size = 25): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += size) answers.push(...(await Promise.all(items.slice(from, from + size).map(ask))));
  return answers;
}
