import { RunNotActiveError } from './errors.ts';
import type { Condition, Item, Services, Write, Written } from './ports.ts';
import { type RunIdentity, runKey } from './read-record.ts';
import { keys, type RunRecord } from './records.ts';

export type Change = {
  readonly set?: Item;
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Changes of the project's own item; the fence is then a condition on this update. */
  readonly project?: { readonly set?: Item; readonly remove?: readonly string[] };
  /** Further writes that must happen together with this one or not at all. */
  readonly also?: readonly Write[];
  /** What must hold of the run besides being active, such as `unchanged(run)`. */
  readonly when?: Condition;
};

export type Audited = { readonly who: string; readonly what: string; readonly why?: string; readonly facts?: Item };

/**
 * The one way in which a step changes its run: fenced (nothing happens unless the run is its project's active one) and told in the audit trail.
 * Answers what else stood in the way, where `when` (index 1) or `also` (from index 3) carried conditions.
 */
export async function advanceRun(identity: RunIdentity, change: Change, audit: Audited, services: Pick<Services, 'records' | 'clock'>): Promise<Written> {
  const at = services.clock.now().toISOString();

  const written = await services.records.write(
    fence(identity, change),
    progress(identity, change, `${at}#${audit.what}`),
    told(identity.run, at, audit),
    ...(change.also ?? []),
  );

  if (!written.done && written.refused.some(({ index }) => index === 0)) throw new RunNotActiveError(identity.run);
  return written;
}

/** Nothing of a run may be written once it is no longer the active one. */
export function fence({ project, run }: RunIdentity, { project: change }: Pick<Change, 'project'> = {}): Write {
  const when = { equals: ['active.run', run] } as const;
  return change ? { update: keys.project(project), ...change, when } : { check: keys.project(project), when };
}

/** One step of a run or a scoring in its audit trail. */
export function told(of: string, at: string, audit: Audited): Write {
  return { put: keys.audit(of, at, audit.what), item: { at, ...audit } };
}

/** A decision that was made on this record holds only while nobody has changed it since. */
export function unchanged({ changed }: Pick<RunRecord, 'changed'>): Condition {
  return changed === undefined ? { absent: 'changed' } : { equals: ['changed', changed] };
}

function progress(identity: RunIdentity, { set, append, when }: Change, changed: string): Write {
  return {
    update: runKey(identity),
    set: { ...set, changed },
    ...(append && { append }),
    ...(when && { when }),
  };
}
