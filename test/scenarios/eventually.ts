import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 60_000;

/** Asks again until the answer is neither undefined nor false; what is waited for is an event's effect, so there is nothing else to await. */
export async function eventually<Answer>(ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`what was waited for did not come within ${PATIENCE_MS / 1000} s: ${ask}`);
    await pause(100);
  }
}
