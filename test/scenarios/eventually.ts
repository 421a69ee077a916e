import { setTimeout as pause } from 'node:timers/promises';

/** A busy machine may need ten times as long as an idle one. */
const PATIENCE_SECONDS = 800;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/** Asks again, ever more seldom, until the answer is neither undefined nor false; what is waited for is an event's effect, so there is nothing else to await. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined | false>, seconds = PATIENCE_SECONDS): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 1.3)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`what was waited for did not come within ${seconds} s: ${ask}`);
    await pause(wait);
  }
}
