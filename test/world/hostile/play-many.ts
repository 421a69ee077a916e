import { type Violation, violationsOf } from './invariants/invariants.ts';
import { playWorld } from './play.ts';
import { BEGIN } from './story/history.ts';
import type { Product } from './world.ts';

export type Failure = { readonly seed: number; readonly violations: readonly Violation[] };

/** What happened in all worlds together. `sites` are the calls that some function made; `cpuSeconds` is the time of this process. */
export type Figures = {
  readonly from: number;
  readonly worlds: number;
  readonly cpuSeconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly deeds: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly sites: readonly string[];
  readonly failures: readonly Failure[];
};

export async function playMany(product: Product, { from, worlds }: { readonly from: number; readonly worlds: number }): Promise<Figures> {
  const begun = process.cpuUsage();
  const counts: Record<string, number> = {};
  const outcomes: Record<string, number> = {};
  const deeds: Record<string, number> = {};
  const sites = new Set<string>();
  const failures: Failure[] = [];
  for (let seed = from; seed < from + worlds; seed += 1) {
    const world = await playWorld(product, { seed });
    const violations = violationsOf(world);
    if (violations.length > 0) failures.push({ seed, violations });
    const { lambda, bus, training, transforms, sent } = world;
    add(counts, { ...lambda.counts, ...bus.counts, jobs: training.course.jobs.size, transforms: transforms.course.jobs.size, mails: sent.length });
    for (const { kind } of world.deeds) add(deeds, { [kind]: 1 });
    for (const { before, after } of world.journal.entries)
      if (after?.['outcome'] && !before?.['outcome'] && String(after['endedAt']) > BEGIN) add(outcomes, { [String(after['outcome'])]: 1 });
    for (const site of world.lambda.sites) sites.add(site);
  }
  const { user, system } = process.cpuUsage(begun);
  return { from, worlds, cpuSeconds: (user + system) / 1e6, counts, deeds, outcomes, sites: [...sites].sort(), failures };
}

/** All that happens in the world of one seed, and what is wrong with it. */
export async function storyOf(product: Product, seed: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const world = await playWorld(product, { seed, tell: (line) => lines.push(line) });
  const weather = `world ${seed}: ${JSON.stringify(world.weather)}`;
  return [weather, ...lines, ...violationsOf(world).map(({ invariant, what }) => `WRONG: ${invariant}: ${what}`)];
}

function add(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + value;
}
