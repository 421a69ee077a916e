import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';

import { randomNumbers } from '../cli/random-numbers.ts';

/** Seeded, so that every peer reads the same bytes. */
const random = randomNumbers(1);
const uuid = () =>
  [8, 4, 4, 4, 12]
    .map((length) =>
      Math.floor(random() * 16 ** Math.min(length, 8))
        .toString(16)
        .padStart(length, '0'),
    )
    .join('-');
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const pick = (count: number, name: string) => `${name}${Math.floor(random() ** 2 * count)}`;
const date = () => new Date(1.6e12 + Math.floor(random() * 1e11)).toISOString().slice(0, 10);

/** The files that design.md measures peers on: numeric, mixed, of high cardinality; and numeric as Python prints doubles, with 16 or 17 digits. */
export const FILES = {
  numeric: { names: 'a,b,c,d,e,f,g,h,i,j', row: () => Array.from({ length: 10 }, () => normal().toFixed(6)).join(',') },
  doubles: { names: 'a,b,c,d,e,f', row: () => Array.from({ length: 6 }, () => String(normal() * 100)).join(',') },
  mixed: {
    names: 'f1,f2,f3,f4,i1,i2,c1,c2,c3,day',
    row: () =>
      [
        normal().toFixed(4),
        random() < 0.01 ? '' : normal().toFixed(6),
        random().toFixed(5),
        (normal() * 1e3).toFixed(2),
        Math.floor(random() * 1e6),
        Math.floor(random() * 100),
        pick(5, 'kind-'),
        pick(50, 'town '),
        pick(500, 'item_'),
        date(),
      ].join(','),
  },
  'high-cardinality': {
    names: 'id,other,i1,i2,f',
    row: () => [uuid(), uuid(), Math.floor(random() * 1e9), Math.floor(random() * 1e7), random().toFixed(8)].join(','),
  },
} as const;

export type FileKind = keyof typeof FILES;

/** Writes the file once; later calls find it. */
export async function generate(kind: FileKind, path: string, bytes: number): Promise<void> {
  if (existsSync(path)) return;
  const { names, row } = FILES[kind];
  const out = createWriteStream(path);
  out.write(`${names}\n`);
  for (let written = 0; written < bytes; ) {
    const page = `${Array.from({ length: 1000 }, row).join('\n')}\n`;
    written += page.length;
    if (!out.write(page)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
