import type { Agreement } from '../agreement/agree.ts';
import type { Found } from './canaries/find-canary.ts';
import { type Matrix, nameOf } from './crash-matrix.ts';
import type { Violation } from './invariants/invariants.ts';
import type { Figures } from './play-many.ts';

/** The figures of many worlds as people read them, and every failure with the seed that plays it again. */
export function figureLines({ from, worlds, cpuSeconds, counts, deeds, outcomes, sites, failures }: Figures): readonly string[] {
  return [
    `${worlds} worlds from seed ${from}: ${cpuSeconds.toFixed(1)} s of one core, ${((1000 * cpuSeconds) / worlds).toFixed(1)} ms each`,
    `  happened  ${listed(counts)}`,
    `  deeds     ${listed(deeds)}`,
    `  outcomes  ${listed(outcomes)}`,
    `  sites     ${sites.length} calls of functions`,
    ...failures.flatMap(({ seed, violations }) => [`BROKEN in the world of seed ${seed} (npm run simulate -- --story --seed ${seed}):`, ...wrong(violations)]),
    failures.length === 0 ? 'nothing broke' : `${failures.length} worlds broke; the first of them:`,
  ];
}

export function canaryLine({ guard, worlds, seed, invariant, what }: Found): string {
  if (seed === undefined) return `NOT FOUND    ${guard}`;
  return `${String(worlds).padStart(4)} worlds  ${guard}\n             seed ${seed}: ${invariant}: ${what}`;
}

export function matrixLines({ sites, worlds, failures }: Matrix): readonly string[] {
  return [
    `${sites.length} call sites, ${worlds} worlds`,
    ...failures.flatMap(({ seed, deaths, violations }) => [
      `BROKEN in the calm world of seed ${seed}, where the process ${deaths.map(({ site, kind }) => `${kind} ${nameOf(site)} (call ${site.nth})`).join(', then ')}:`,
      ...wrong(violations),
    ]),
    failures.length === 0 ? 'nothing broke' : `${failures.length} worlds broke`,
  ];
}

export function agreementLines({ seed, agrees, onLaptop, inMemory }: Agreement): readonly string[] {
  if (agrees) return [`seed ${seed}: both come to ${JSON.stringify(onLaptop)}`];
  return [`seed ${seed}: DIFFERENT`, `  on the laptop  ${JSON.stringify(onLaptop)}`, `  in memory      ${JSON.stringify(inMemory)}`];
}

const wrong = (violations: readonly Violation[]) => violations.map(({ invariant, what }) => `  ${invariant}: ${what}`);

const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
    .join(', ');
