import { text } from 'node:stream/consumers';
import type { BatchStory } from './batches.ts';
import { readArtifact } from './read-artifact.ts';
import type { Target } from './target.ts';

/** The predictions of a small scored batch without quoted cells, by the line of the batch that each is for. */
export async function readResult(target: Target, { batch }: BatchStory): Promise<ReadonlyMap<number, number>> {
  const csv = await text(await readArtifact(target, batch.result?.uri, `result of ${batch.batch}`));
  const [head = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  const [line = -1, prediction = -1] = ['line', 'prediction'].map((name) => head.indexOf(name));
  return new Map(rows.map((row) => [Number(row[line]), Number(row[prediction])]));
}
