import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import * as z from 'zod';
import { FILES, type FileKind, generate } from './csv-files.ts';

/**
 * `node bench/profile.ts [--megabytes 200] [--repeat 3] [--peers duckdb,polars,pandas] [--dir DIR] [kind ...]`: profileCsv beside its peers, each in a process of its own on
 * one processor (taskset), turn by turn. First checks that all found the same; then prints MB/s of the whole process by the clock and by processor time, best of the turns,
 * and the peak of memory. `--peers ''` measures nacre alone.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megabytes: { type: 'string', default: '200' },
    repeat: { type: 'string', default: '3' },
    peers: { type: 'string', default: 'duckdb,polars,pandas' },
    dir: { type: 'string', default: join(tmpdir(), 'nacre-bench') },
    processor: { type: 'string', default: '0' },
  },
});

const Column = z.object({
  name: z.string(),
  count: z.number(),
  mean: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  distinct: z.number(),
});
const Answer = z.object({ cpuSeconds: z.number(), peakMiB: z.number(), bareMiB: z.number().optional(), columns: z.array(Column) });
type Turn = z.infer<typeof Answer> & { readonly seconds: number };

mkdirSync(values.dir, { recursive: true });
/** One bundle, as functions are deployed: from its sources, Node would first load what strips types, for longer than 20 MB take. */
const bundle = join(values.dir, 'profile-once.mjs');
buildSync({ entryPoints: [join(import.meta.dirname, 'profile-once.ts')], outfile: bundle, bundle: true, minify: true, platform: 'node', format: 'esm' });
const peers = ['nacre', ...values.peers.split(',').filter((peer) => peer !== '')];
console.log('| file | | MB/s | MB/s of processor time | peak MiB | above bare |\n|---|---|---|---|---|---|');
for (const kind of Object.keys(FILES).filter((name): name is FileKind => positionals.length === 0 || positionals.includes(name))) {
  const path = join(values.dir, `${kind}-${values.megabytes}.csv`);
  await generate(kind, path, Number(values.megabytes) * 1e6);
  const turns = new Map<string, Turn[]>(peers.map((peer) => [peer, []]));
  for (let turn = 0; turn < Number(values.repeat); turn += 1) for (const peer of peers) turns.get(peer)?.push(profiled(peer, path));
  for (const peer of peers) refuseOtherWork(peer, turns.get(peer)?.[0], turns.get('nacre')?.[0]);
  for (const [peer, its] of turns) console.log(lineOf(kind, peer, its, statSync(path).size / 1e6));
}

function profiled(peer: string, path: string): Turn {
  const command = peer === 'nacre' ? [process.execPath, bundle] : ['python3', join(import.meta.dirname, 'profile_peers.py'), peer];
  const before = performance.now();
  const answer = execFileSync('taskset', ['-c', values.processor, ...command, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { seconds: (performance.now() - before) / 1000, ...Answer.parse(JSON.parse(answer)) };
}

/** Counts, extremes and means are the same; distinct counts may be estimates. */
function refuseOtherWork(peer: string, theirs: Turn | undefined, ours: Turn | undefined): void {
  for (const [at, column] of (ours?.columns ?? []).entries()) {
    const other = theirs?.columns[at];
    const close = (a: number | undefined, b: number | undefined, tolerance: number) =>
      Math.abs((a ?? 0) - (b ?? 0)) <= tolerance * Math.max(Math.abs(a ?? 0), 1e-3);
    const same =
      other?.name === column.name &&
      close(column.count, other.count, 1e-4) &&
      (other.mean === undefined || (close(column.mean, other.mean, 1e-3) && close(column.min, other.min, 1e-4) && close(column.max, other.max, 1e-4))) &&
      close(column.distinct, other.distinct, 0.15);
    if (!same) throw new Error(`${peer} found something else in column ${column.name}: ${JSON.stringify(other)} instead of ${JSON.stringify(column)}`);
  }
}

function lineOf(kind: string, peer: string, turns: readonly Turn[], megabytes: number): string {
  const best = (figure: (turn: Turn) => number) => Math.min(...turns.map(figure));
  const [peak, bare] = [Math.max(...turns.map(({ peakMiB }) => peakMiB)), turns[0]?.bareMiB];
  const rates = [best(({ seconds }) => seconds), best(({ cpuSeconds }) => cpuSeconds)].map((seconds) => Math.round(megabytes / seconds));
  return `| ${kind} | ${peer} | ${rates.join(' | ')} | ${Math.round(peak)} | ${bare === undefined ? '' : Math.round(peak - bare)} |`;
}
