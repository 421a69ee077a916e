import { told } from './advance-run.ts';
import type { Services } from './ports.ts';

export type Repair = 'started' | 'ended' | 'answered' | 'judged';

/** Writes into the audit trail of a run or a batch what reconcile did for it, beside what whoever did it wrote; `what` is the name that the round tells, if it is another. */
export async function repaired(
  repair: Repair,
  of: string,
  why: string,
  { records, clock }: Pick<Services, 'records' | 'clock'>,
  what = of,
): Promise<Partial<Record<Repair, readonly string[]>>> {
  await records.write(told(of, clock.now().toISOString(), { who: 'reconcile', what: `repaired: ${repair}`, why }));
  return { [repair]: [what] };
}
