import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfiledData } from '../core/quality/drift/measured.ts';
import { readProfile } from '../core/quality/drift/read-baseline.ts';
import { baselineOfStatistics, StatisticsFile } from '../core/quality/drift/read-statistics.ts';
import { CommandError } from './command-error.ts';

/** A folder that `nacre profile --out` or a run has written, or one with a statistics.json of Model Monitor. */
export function readBaselineFolder(folder: string): ProfiledData {
  const statistics = contentOf(folder, 'statistics.json');
  if (statistics === undefined) {
    throw new CommandError(`There is no statistics.json in ${folder}. Write one with \`npm run nacre -- profile BASELINE.csv --out ${folder}\`.`);
  }
  const profile = contentOf(folder, 'profile.json');
  try {
    if (profile === undefined) return baselineOfStatistics(statistics);
    return readProfile(profile, StatisticsFile.parse(statistics).dataset.item_count, contentOf(folder, 'set-aside.json'));
  } catch (cause) {
    const again = `npm run nacre -- profile BASELINE.csv --out ${folder}`;
    throw new CommandError(`The baseline in ${folder} cannot be used: its files are not as nacre writes them. Write it again with \`${again}\`.`, { cause });
  }
}

function contentOf(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CommandError(`${path} is no JSON. Write the baseline again with \`npm run nacre -- profile\`.`);
  }
}
