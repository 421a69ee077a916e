import { RecordMissingError } from './errors.ts';
import type { Contract } from './quality/prepared.ts';
import type { RunRecord } from './records.ts';

/** What a batch must look like: the columns that the reigning model's run was trained on, without the target. A file that holds the target or further columns is taken all the same. */
export function scoringContract({ run, definition }: RunRecord): Contract {
  if (!definition) throw new RecordMissingError(`definition of run ${run}`);
  const { columns, target, header } = definition.data;
  const place = columns.findIndex(({ name }) => name === target);
  return { columns: columns.filter(({ name }) => name !== target), header, dropped: { name: target, place }, extrasPass: true };
}
