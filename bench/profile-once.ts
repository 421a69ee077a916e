import { filePieces } from '../cli/file-pieces.ts';
import { profileCsv } from '../core/quality/profile.ts';

/** `node bench/profile-once.ts FILE`: what bench/profile_peers.py tells of a peer, of profileCsv. */
const [path = ''] = process.argv.slice(2);
const bareMiB = process.resourceUsage().maxRSS / 1024;
const { profile } = await profileCsv({ name: path, open: async () => filePieces(path) });
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const columns = profile.map(({ name, present, inferredType, numbers, texts }) =>
  numbers === undefined || inferredType === 'String'
    ? { name, count: present, distinct: texts?.distinct }
    : { name, count: present, mean: numbers.mean, min: numbers.min, max: numbers.max, distinct: numbers.distinct },
);
console.log(JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024, bareMiB, columns }));
