import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from './random-numbers.ts';

/** Animals of less than this whole weight, in the file's unit of 200 g, are what the first model knows. */
const LIGHT = 0.8;
const WHOLE_WEIGHT = 4;
const BATCH_ROWS = 200;

/** The files of the story. A batch has no target; what its animals' rings really are stays here. */
export type DriftFiles = {
  readonly light: string;
  readonly lightBatch: string;
  readonly heavy: string;
  readonly heavyBatch: string;
  readonly heavyRings: readonly number[];
};

/** Parts the abalone file into light animals, which come first, and heavy ones, which come later: a drift as it happens, without a made-up value. */
export function writeDriftFiles(abalone: string, folder: string): DriftFiles {
  const rows = shuffled(
    readFileSync(abalone, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== ''),
  );
  const isLight = (row: string) => Number(row.split(',')[WHOLE_WEIGHT]) < LIGHT;
  const [light, heavy] = [rows.filter(isLight), rows.filter((row) => !isLight(row))];
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]) => {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  return {
    light: write('light.csv', light.slice(BATCH_ROWS)),
    lightBatch: write('light-batch.csv', light.slice(0, BATCH_ROWS).map(withoutTarget)),
    heavy: write('heavy.csv', heavy.slice(BATCH_ROWS)),
    heavyBatch: write('heavy-batch.csv', heavy.slice(0, BATCH_ROWS).map(withoutTarget)),
    heavyRings: heavy.slice(0, BATCH_ROWS).map((row) => Number(row.slice(row.lastIndexOf(',') + 1))),
  };
}

const withoutTarget = (row: string) => row.slice(0, row.lastIndexOf(','));

/** Always the same order: the story can be told again. */
function shuffled(rows: readonly string[]): readonly string[] {
  const random = randomNumbers(20);
  return rows
    .map((row) => ({ row, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ row }) => row);
}
