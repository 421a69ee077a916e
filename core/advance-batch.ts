import { type Audited, told } from './advance-run.ts';
import type { BatchIdentity } from './batch-name.ts';
import { ScoringEndedError } from './errors.ts';
import type { Condition, Item, Services, Write, Written } from './ports.ts';
import { keys } from './records.ts';

export type BatchChange = {
  readonly set?: Item;
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  readonly remove?: readonly string[];
  /** What must hold of the record besides being this attempt's, such as `unchanged(record)`. */
  readonly when?: Condition;
  /** Further writes that must happen together with this one or not at all. */
  readonly also?: readonly Write[];
};

/**
 * The one way in which a scoring changes: only while it has no outcome and this attempt is the current one, and told in the audit trail.
 * Answers what else stood in the way, where `when` carried a condition.
 */
export async function advanceBatch(
  identity: BatchIdentity,
  change: BatchChange,
  audit: Audited,
  services: Pick<Services, 'records' | 'clock'>,
): Promise<Written> {
  const { project, batch, attempt } = identity;
  const { set, append, remove, when, also = [] } = change;
  const at = services.clock.now().toISOString();
  const current: Condition = { allOf: [{ absent: 'outcome' }, { equals: ['attempt', attempt] }, ...(when ? [when] : [])] };

  const written = await services.records.write(
    {
      update: keys.batch(project, batch),
      set: { ...set, changed: `${at}#${audit.what}` },
      ...(append && { append }),
      ...(remove && { remove }),
      when: current,
    },
    told(batch, at, audit),
    ...also,
  );

  if (!written.done && isOver(written.refused.find(({ index }) => index === 0)?.current, attempt)) throw new ScoringEndedError(batch, attempt);
  return written;
}

function isOver(current: Item | undefined, attempt: number): boolean {
  return current !== undefined && (current['outcome'] !== undefined || current['attempt'] !== attempt);
}
