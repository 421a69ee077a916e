import type { Prepared } from '../prepared.ts';
import type { SetAsideGroup } from './report-subject.ts';

/** So many lines say where to look; nobody reads a thousand. */
const FIRST = 10;

/** The rows set aside by reason, the most frequent first. */
export function setAsideGroups({ setAside, setAsideReasons }: Pick<Prepared, 'setAside' | 'setAsideReasons'>): readonly SetAsideGroup[] {
  const byReason = Map.groupBy(setAside, ({ reason }) => reason);
  return Object.entries(setAsideReasons).map(([reason, rows]) => {
    const first = (byReason.get(reason) ?? []).slice(0, FIRST);
    return { reason, rows, first: first.map(({ line, column }) => (column === undefined ? { line } : { line, column })) };
  });
}
