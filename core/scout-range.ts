import type { RangeStep } from '../events/range-step.ts';
import { openVersion } from './open-version.ts';
import type { Services } from './ports.ts';
import { scoutRange as scout } from './quality/ranges/scout-range.ts';
import { entryOf, RANGE_FILES, rangeKey, readPlan } from './range-files.ts';

/** Looks at one range of a file and leaves what ComposeRanges needs of it. Throws VersionGoneError where the version was deleted. */
export async function scoutRange({ step, number }: RangeStep, services: Pick<Services, 'datasets' | 'artifacts'>): Promise<{ readonly bytes: number }> {
  const { files, ranges } = await readPlan(step, services);
  const { file, from, to } = entryOf(ranges, number, rangeKey(step, RANGE_FILES.plan()));
  const { object, opening } = entryOf(files, file, rangeKey(step, RANGE_FILES.plan()));
  const scouted = await scout(await openVersion(object, services.datasets, { from, to }), { from, delimiter: opening.delimiter });
  await services.artifacts.putJson(rangeKey(step, RANGE_FILES.scouted(number)), scouted);
  return { bytes: scouted.bytes };
}
