import { PassThrough, type Writable } from 'node:stream';
import type { CheckStep } from '../events/batch-step.ts';
import { allOrNone } from './all-or-none.ts';
import { batchKey, CLEAN, LINES } from './batch-files.ts';
import { type BatchCheck, concludeBatch } from './conclude-batch.ts';
import { openVersion } from './open-version.ts';
import { planRanges } from './plan-ranges.ts';
import type { Services } from './ports.ts';
import type { PreparedBatch } from './quality/prepare-batch.ts';
import type { Contract, Source } from './quality/prepared.ts';
import type { BatchRecord } from './records.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Prepare = (source: Source, contract: Contract, sinks: { readonly clean: Writable; readonly lines: Writable }) => Promise<PreparedBatch>;

/**
 * Reads the batch once: hash, profile, bad rows, drift and the copy for the model's server come from the same pass. Refuses here what a job should not be paid for.
 * Of a file that is larger than scoring.splitAboveMB it only plans the ranges, which are read side by side and merged by mergeRanges.
 */
export function checkBatch(step: CheckStep, prepare: Prepare, services: Needed): Promise<BatchCheck> {
  return concludeBatch(
    step,
    async (record, { contract, settings }) => {
      const { project, batch, attempt } = record;
      const split = await planRanges({ project, batch, attempt }, { objects: [record.object], contract, settings }, services);
      return split ? { split } : { prepared: await readOnce(record, contract, prepare, services) };
    },
    services,
  );
}

function readOnce(record: BatchRecord, contract: Contract, prepare: Prepare, { datasets, artifacts }: Needed): Promise<PreparedBatch> {
  const { object } = record;
  const sinks = { clean: new PassThrough(), lines: new PassThrough() };
  return allOrNone(
    [sinks.clean, sinks.lines],
    prepare({ name: object.key, open: () => openVersion(object, datasets) }, contract, sinks),
    artifacts.putStream(batchKey(record, CLEAN), sinks.clean, 'text/csv'),
    artifacts.putStream(batchKey(record, LINES), sinks.lines, 'text/csv'),
  );
}
