import { findingsOf } from './dataset-findings.ts';
import type { PreparedBatch } from './quality/prepare-batch.ts';
import type { Contract } from './quality/prepared.ts';

const MOST_NAMED = 20;

/** What its owner may not expect of a batch: how it was read, which columns the model was not sent, which rows were left out. */
export function batchFindings(prepared: PreparedBatch, { header, dropped }: Contract): readonly string[] {
  const { dropped: held, extra } = prepared.layout;
  const named = extra.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  const more = extra.length > named.length ? ` and ${extra.length - named.length} more` : '';
  return [
    ...(held && dropped ? [`The file holds the target "${dropped.name}". The model was not sent it; it stands in the result.`] : []),
    ...(extra.length > 0
      ? [
          `The model does not know ${extra.length === 1 ? 'the column' : 'the columns'} ${named.join(', ')}${more}. It was not sent them; they stand in the result.`,
        ]
      : []),
    ...findingsOf(prepared, { header }),
  ];
}
