import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CANARIES } from './canaries/canaries.ts';
import { deployedFunctions } from './deployed-functions.ts';

const program = fileURLToPath(new URL('simulate.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** A busy machine may take ten times as long as an idle one. */
const PATIENCE = 40 * 60_000;

/** What `npm run simulate` prints; in a process of its own, as whoever types it has it. */
function simulate(...given: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64', program, ...given], options, (_, stdout, stderr) =>
      resolve(stdout || stderr),
    );
  });
}

const Failures = z.array(z.unknown());
const Figures = z.object({
  worlds: z.number(),
  sites: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
  deeds: z.record(z.string(), z.number()),
  outcomes: z.record(z.string(), z.number()),
  failures: Failures,
});
const Matrix = z.object({ sites: z.array(z.string()), worlds: z.number(), failures: Failures });
const Found = z.array(z.object({ guard: z.string(), worlds: z.number().optional(), invariant: z.string().optional() }));

const DEEDS = [
  ...['abort', 'alarm', 'batch', 'cancel', 'delete', 'describe', 'judge', 'pause', 'push'],
  ...['redrive', 'request', 'resume', 'retry', 'stop job', 'tick', 'upload'],
];
const functionsIn = (sites: readonly string[]) => [...new Set(sites.map((site) => site.split(' ')[0]))].sort();
const PLAYED = deployedFunctions()
  .map(({ name }) => name)
  .sort();
/** So many in every `npm test`, half of them in a process of its own; more with `npm run simulate -- --worlds N`. */
const HALF = 2500;

describe('five thousand hostile worlds', () => {
  let halves: readonly z.infer<typeof Figures>[];
  const namesIn = (member: 'deeds' | 'outcomes') => [...new Set(halves.flatMap((half) => Object.keys(half[member])))].sort();
  beforeAll(async () => {
    const told = await Promise.all([1, 1 + HALF].map((seed) => simulate('--worlds', String(HALF), '--seed', String(seed), '--json')));
    halves = told.map((each) => Figures.parse(JSON.parse(each)));
  }, PATIENCE);

  it('hurt no invariant', () => {
    expect(halves.map(({ worlds }) => worlds)).toEqual([HALF, HALF]);
    expect(halves.flatMap(({ failures }) => failures)).toEqual([]);
  });

  it('come to every function, to every deed, to every outcome of runs and batches and to every fault', () => {
    expect(functionsIn(halves.flatMap(({ sites }) => sites))).toEqual(PLAYED);
    expect(namesIn('outcomes')).toEqual(['Cancelled', 'Failed', 'Refused', 'Rejected', 'Scored', 'Skipped', 'Succeeded', 'Superseded']);
    expect(namesIn('deeds')).toEqual(DEEDS);
    const missing = ['deaths', 'faults', 'duplicates', 'lost', 'deadLetters'].filter((count) => halves.every(({ counts }) => (counts[count] ?? 0) === 0));
    expect(missing).toEqual([]);
  });
});

describe('a process that dies', () => {
  it(
    'before or after any call that a function makes hurts no invariant',
    async () => {
      const { sites, failures } = Matrix.parse(JSON.parse(await simulate('--crashes', '--json')));

      expect(functionsIn(sites)).toEqual(PLAYED);
      expect(failures).toEqual([]);
    },
    PATIENCE,
  );
});

describe('the simulator', () => {
  it(
    'misses no guard that is taken away',
    async () => {
      const found = Found.parse(JSON.parse(await simulate('--canaries', '--json')));

      expect(found.map(({ guard }) => guard)).toEqual(CANARIES.map(({ guard }) => guard));
      expect(found.filter(({ invariant }) => invariant === undefined)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'tells the same story again from the same seed, and another one from another',
    async () => {
      const [first, again, other] = await Promise.all(['7', '7', '8'].map((seed) => simulate('--story', '--seed', seed)));

      expect(first?.split('\n').length).toBeGreaterThan(20);
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    },
    PATIENCE,
  );
});
