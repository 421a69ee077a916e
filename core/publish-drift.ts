import { unchanged } from './advance-run.ts';
import type { Services } from './ports.ts';
import { readRecord } from './read-record.ts';
import { type BatchRecord, DriftWindow, keys } from './records.ts';

/** More than any alarm counts. */
const LONGEST_WINDOW = 50;

/** Takes note of whether a scored batch had drifted, once, among those that the same model scored last. Without a baseline there is nothing to note. */
export async function publishDrift(record: BatchRecord, services: Pick<Services, 'records' | 'clock'>): Promise<void> {
  const { batch, project, model, checked, endedAt = '' } = record;
  if (!model || checked?.drifted === undefined) return;
  const item = await services.records.get(keys.drift(project));
  const window = item && readRecord(DriftWindow, item, `the drift of ${project}`);
  const before = window?.model === model.run ? window.batches : [];
  if (before.some((each) => each.batch === batch)) return;
  const columns = checked.alarms.map(({ column, sentence }) => ({ column, sentence }));
  const batches = [{ batch, at: endedAt, drifted: checked.drifted, columns }, ...before].slice(0, LONGEST_WINDOW);
  const changed = `${services.clock.now().toISOString()}#${batch}`;
  const written = await services.records.write({ put: keys.drift(project), item: { model: model.run, batches, changed }, when: unchanged(window ?? {}) });
  if (!written.done) await publishDrift(record, services);
}
