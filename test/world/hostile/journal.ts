import type { Item, Key, Records, Write } from '../../../core/ports.ts';
import type { inMemoryRecords } from '../in-memory-records.ts';

/** One item that a transaction changed: how it was, and how it is now. */
export type Changed = { readonly before?: Item; readonly after?: Item };
export type Entry = { readonly time: number; readonly who: string; readonly pk: string; readonly sk: string } & Changed;

/** The records, and all that ever happened to them: what must never happen, not even for a moment, is read from the journal. `taken` are the versions that a request or a batch tells of. */
export function journalledRecords(records: ReturnType<typeof inMemoryRecords>, { time, who }: { readonly time: () => number; readonly who: () => string }) {
  const entries: Entry[] = [];
  const open = new Map<string, Item>();
  const taken = new Set<unknown>();
  const newest = new Map<string, Item>();
  const port: Records = {
    get: records.get,
    glance: records.glance,
    query: records.query,
    async write(...writes) {
      const keys = writes.filter((write) => !('check' in write)).map(keyOf);
      const before = keys.map(records.at);
      const written = await records.write(...writes);
      if (!written.done) return written;
      const after = keys.map(records.at);
      for (const [index, { pk, sk }] of keys.entries()) {
        const item = after[index];
        if (/^(REQUEST|BATCH)#/.test(sk) && item) taken.add(versionOf(item['object']));
        entries.push({ time: time(), who: who(), pk, sk, ...changed(before[index], item) });
        const place = `${pk} ${sk}`;
        if (item) newest.set(place, item);
        else newest.delete(place);
        if (item && isUnfinished(pk, sk, item)) open.set(place, item);
        else open.delete(place);
      }
      return written;
    },
  };
  return { port, entries, open, newest, taken };
}

/** What the product itself has written down as not done yet: an active run, a waiting request, a batch without an outcome, a mail that is not sent. */
function isUnfinished(pk: string, sk: string, item: Item): boolean {
  if (pk.startsWith('MAIL#')) return item['status'] === 'pending' || item['status'] === 'sending';
  return sk.startsWith('WAITING#') || sk.startsWith('UNSCORED#') || pk === 'OUTBOX' || (sk === 'PROJECT' && item['active'] !== undefined);
}

const versionOf = (object: unknown) => (typeof object === 'object' && object !== null && 'versionId' in object ? object.versionId : undefined);

const changed = (before: Item | undefined, after: Item | undefined): Changed => ({ ...(before && { before }), ...(after && { after }) });

function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'delete' in write ? write.delete : write.check;
}
