import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_SECONDS = 150;

/** Asks again until the answer is neither undefined nor false; what is waited for is an event's effect, so there is nothing else to await. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined | false>, seconds = PATIENCE_SECONDS): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`what was waited for did not come within ${seconds} s: ${ask}`);
    await pause(100);
  }
}
