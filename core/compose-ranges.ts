import type { ComposeStep } from '../events/range-step.ts';
import { inSlices } from './in-slices.ts';
import type { Services } from './ports.ts';
import { composeRanges as compose } from './quality/ranges/compose-ranges.ts';
import { Scouted } from './quality/ranges/scout-range.ts';
import { RANGE_FILES, rangeKey, readPlan, readRangeFile } from './range-files.ts';

/** Finds out where the records of each range begin, once all ranges have been looked at; answers the numbers of the spans to read. */
export async function composeRanges(step: ComposeStep, services: Pick<Services, 'artifacts'>): Promise<{ readonly spans: readonly number[] }> {
  const { files, ranges } = await readPlan(step, services);
  const looks = await inSlices([...ranges.entries()], async ([number, { file }]) => ({
    file,
    scouted: await readRangeFile(Scouted, rangeKey(step, RANGE_FILES.scouted(number)), services),
  }));
  const spans = files.flatMap(({ opening }, at) => {
    const own = looks.filter(({ file }) => file === at).map(({ scouted }) => scouted);
    return compose(opening, own).map((span) => ({ file: at, span }));
  });
  await services.artifacts.putJson(rangeKey(step, RANGE_FILES.spans()), spans);
  return { spans: spans.map((_, number) => number) };
}
