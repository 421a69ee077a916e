import type { RangeStep } from '../events/range-step.ts';
import { openVersion } from './open-version.ts';
import type { Services } from './ports.ts';
import { entryOf, RANGE_FILES, rangeKey, readPlan } from './range-files.ts';
import { sha256OfStream } from './sha256.ts';

/** Reads one object from its first byte to its last for its hash, beside those who read its ranges: no hash of a whole can be made of hashes of parts. */
export async function hashObject({ step, number }: RangeStep, services: Pick<Services, 'datasets' | 'artifacts'>): Promise<{ readonly sha256: string }> {
  const { files } = await readPlan(step, services);
  const { object } = entryOf(files, number, rangeKey(step, RANGE_FILES.plan()));
  const sha256 = await sha256OfStream(await openVersion(object, services.datasets));
  await services.artifacts.putJson(rangeKey(step, RANGE_FILES.hash(number)), { sha256 });
  return { sha256 };
}
