import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { profileCsv } from '../core/quality/profile.ts';
import { FILES, generate } from './csv-files.ts';

/** `node bench/profile.ts [--megabytes 100] [--dir DIR] [kind ...]`: MB/s of profileCsv on one thread, and peak memory above a bare Node process. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { megabytes: { type: 'string', default: '100' }, dir: { type: 'string', default: join(tmpdir(), 'nacre-bench') } },
});
mkdirSync(values.dir, { recursive: true });
const bare = process.resourceUsage().maxRSS;
const kinds = Object.keys(FILES).filter((kind): kind is keyof typeof FILES => positionals.length === 0 || positionals.includes(kind));
for (const kind of kinds) {
  const path = join(values.dir, `${kind}-${values.megabytes}.csv`);
  await generate(kind, path, Number(values.megabytes) * 1e6);
  const { size } = statSync(path);
  const before = performance.now();
  const cpuBefore = process.cpuUsage();
  const { source, profile } = await profileCsv({ name: path, open: async () => createReadStream(path, { highWaterMark: 262_144 }) });
  const seconds = (performance.now() - before) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  const peak = (process.resourceUsage().maxRSS - bare) / 1024;
  const distinct = profile.map(({ numbers, texts }) => texts?.distinct ?? numbers?.distinct ?? 0);
  console.log(
    JSON.stringify({
      kind,
      megabytes: Math.round(size / 1e6),
      rows: source.rows,
      seconds: Number(seconds.toFixed(2)),
      cpuSeconds: Number(cpuSeconds.toFixed(2)),
      megabytesPerSecond: Math.round(size / 1e6 / seconds),
      peakMiBAboveBare: Math.round(peak),
      distinct,
    }),
  );
}
