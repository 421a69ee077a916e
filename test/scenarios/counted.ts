import type { Laptop } from './laptop.ts';

type Counts = Readonly<Record<string, number>>;
export type Counted = { readonly calls: Counts; readonly invocations: Counts };

const WRITES = /^dynamodb:(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** What was called while something was done, and until the laptop was quiet again. The reconciler's own rounds are left out. */
export async function counted<Answer>(laptop: Laptop, work: () => Promise<Answer>): Promise<Counted & { readonly answer: Answer }> {
  const { gateway, lambda } = laptop.cloud;
  await laptop.quiet();
  const before = { calls: gateway.counts(), invocations: lambda.invocations() };
  const answer = await work();
  await laptop.quiet();
  const { 'nacre-dev-reconcile': _, ...invocations } = since(before.invocations, lambda.invocations());
  return { answer, calls: since(before.calls, gateway.counts()), invocations };
}

/** Calls that cost a write; a transaction is one call. */
export function writesIn({ calls }: Counted): number {
  return Object.entries(calls).reduce((total, [name, count]) => (WRITES.test(name) ? total + count : total), 0);
}

function since(before: Counts, after: Counts): Counts {
  const more = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
}
