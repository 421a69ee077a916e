import { documentOfBatch } from './batch-document.ts';
import type { DriftStory } from './drift-story.ts';
import { documentOf } from './run-document.ts';
import { showBatch } from './show-batch.ts';
import { showRun } from './show-run.ts';
import type { Target } from './target.ts';

/** No alarm on the clean batch, one on the drifted, and a model that is better on it. */
export function asItShould({ clean, drifted, second, rmse }: DriftStory): boolean {
  return clean.batch.checked?.drifted === false && drifted.batch.checked?.drifted === true && second.run.outcome === 'Succeeded' && rmse.after < rmse.before;
}

export function documentOfDrift(story: DriftStory) {
  return {
    story: 'drift',
    asItShould: asItShould(story),
    runs: [story.first, story.second].map((run) => documentOf(run).run),
    batches: [story.clean, story.drifted, story.again].map((batch) => documentOfBatch(batch).batch),
    rmse: story.rmse,
  };
}

export function showDrift(story: DriftStory, target: Target): string {
  const { first, clean, drifted, second, again, rmse } = story;
  const parts = [showRun(first, target), showBatch(clean), showBatch(drifted), showRun(second, target), showBatch(again)];
  const verdict =
    rmse.after < rmse.before
      ? 'The retrained model is better on the animals that had drifted.'
      : 'The retrained model is NOT better on the animals that had drifted.';
  const figures = `RMSE on the ${rmse.rows} drifted rows, whose rings neither model was told: ${rmse.before.toFixed(3)} before, ${rmse.after.toFixed(3)} after.`;
  return `\n${parts.join('\n')}\n${figures}\n${verdict}\n`;
}
