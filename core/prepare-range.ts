import { PassThrough } from 'node:stream';
import type { RangeStep } from '../events/range-step.ts';
import { allOrNone } from './all-or-none.ts';
import { rangedVersion } from './plan-ranges.ts';
import type { Services } from './ports.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import type { Contract } from './quality/prepared.ts';
import { prepareBatchRange, prepareRange as preparePart, type RangeToPrepare } from './quality/ranges/prepare-range.ts';
import type { RangePart } from './quality/ranges/range-part.ts';
import { entryOf, RANGE_FILES, RangeSpans, rangeKey, readPlan, readRangeFile } from './range-files.ts';

type Needed = Pick<Services, 'datasets' | 'artifacts'>;

/** What PrepareDataset or CheckBatch does with a file, for one span of it: leaves a part of the clean copy and what was found. Throws VersionGoneError where the version was deleted. */
export async function prepareRange(
  { step, number }: RangeStep,
  services: Needed,
): Promise<{ readonly rows: number; readonly badRows: number } | { readonly unreadable: string }> {
  const { contract, files } = await readPlan(step, services);
  const key = (name: string) => rangeKey(step, name);
  const { file, span } = entryOf(await readRangeFile(RangeSpans, key(RANGE_FILES.spans()), services), number, key(RANGE_FILES.spans()));
  const { object, opening } = entryOf(files, file, key(RANGE_FILES.plan()));
  const range = { source: rangedVersion(object, opening.bytes, services.datasets), opening, span };
  const part = key(RANGE_FILES.part(number));
  try {
    const prepared = await ('run' in step ? ofDataset : ofBatch)({ step, number }, { range, contract }, services);
    await services.artifacts.putJson(part, prepared);
    return { rows: prepared.rows, badRows: prepared.badRows };
  } catch (error) {
    if (!(error instanceof DatasetUnreadableError)) throw error;
    const { source, reason, nextStep, line, offset } = error;
    await services.artifacts.putJson(part, { unreadable: { source, reason, nextStep, line, offset } });
    return { unreadable: reason };
  }
}

type Work = { readonly range: RangeToPrepare; readonly contract: Contract };

function ofDataset({ step, number }: RangeStep, { range, contract }: Work, { artifacts }: Needed): Promise<RangePart> {
  const clean = new PassThrough();
  return allOrNone(
    [clean],
    preparePart({ ...range, names: number === 0 }, contract, clean),
    artifacts.putStream(rangeKey(step, RANGE_FILES.clean(number)), clean, 'text/csv'),
  );
}

function ofBatch({ step, number }: RangeStep, { range, contract }: Work, { artifacts }: Needed): Promise<RangePart> {
  const sinks = { clean: new PassThrough(), lines: new PassThrough() };
  return allOrNone(
    [sinks.clean, sinks.lines],
    prepareBatchRange(range, contract, sinks),
    artifacts.putStream(rangeKey(step, RANGE_FILES.clean(number)), sinks.clean, 'text/csv'),
    artifacts.putStream(rangeKey(step, RANGE_FILES.lines(number)), sinks.lines, 'text/csv'),
  );
}
