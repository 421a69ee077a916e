import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { profileCsv } from '../core/quality/profile.ts';
import { FILES, generate } from './csv-files.ts';

/** `node bench/profile.ts [--megabytes 100] [--repeat 3] [--dir DIR] [kind ...]`: MB/s of profileCsv on one thread (best of the repeats), and peak memory above a bare Node process (of one kind in one process: it never falls). */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megabytes: { type: 'string', default: '100' },
    repeat: { type: 'string', default: '3' },
    dir: { type: 'string', default: join(tmpdir(), 'nacre-bench') },
  },
});
mkdirSync(values.dir, { recursive: true });
const bare = process.resourceUsage().maxRSS;
const kinds = Object.keys(FILES).filter((kind): kind is keyof typeof FILES => positionals.length === 0 || positionals.includes(kind));
for (const kind of kinds) {
  const path = join(values.dir, `${kind}-${values.megabytes}.csv`);
  await generate(kind, path, Number(values.megabytes) * 1e6);
  const { size } = statSync(path);
  const first = await secondsOf(path);
  const peakMiBAboveBare = Math.round((process.resourceUsage().maxRSS - bare) / 1024);
  let seconds = first;
  for (let turn = 1; turn < Number(values.repeat); turn += 1) seconds = Math.min(seconds, await secondsOf(path));
  console.log(
    JSON.stringify({
      kind,
      megabytes: Math.round(size / 1e6),
      seconds: Number(seconds.toFixed(2)),
      megabytesPerSecond: Math.round(size / 1e6 / seconds),
      peakMiBAboveBare,
    }),
  );
}

async function secondsOf(path: string): Promise<number> {
  const before = performance.now();
  await profileCsv({ name: path, open: async () => createReadStream(path, { highWaterMark: 262_144 }) });
  return (performance.now() - before) / 1000;
}
