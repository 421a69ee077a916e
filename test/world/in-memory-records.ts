import type { Condition, Item, Key, Records, Write, Written } from '../../core/ports.ts';

/** By partition, then by sort key: a query looks at no other partition. */
type Table = Map<string, Map<string, Item>>;
type Paths = Readonly<Record<string, unknown>>;

/** Runs before each write, so that a test can let somebody else act, or let this process die, exactly there. */
export type BeforeWrite = (writes: readonly Write[], nth: number) => void | Promise<void>;

/**
 * The records table in memory, with DynamoDB's semantics: transactions, conditions, dotted paths.
 * test/adapters/records.test.ts proves that it and the DynamoDB adapter answer alike.
 */
export function inMemoryRecords({ beforeWrite }: { readonly beforeWrite?: BeforeWrite } = {}) {
  const table: Table = new Map();
  let written = 0;
  return {
    get: async (key: Key) => itemAt(table, key),
    glance: async (keys: readonly Key[]): Promise<readonly Item[]> => keys.flatMap((key) => [itemAt(table, key)].filter((item) => item !== undefined)),
    query: async (pk: string, prefix: string, { limit, newestFirst }: { readonly limit?: number; readonly newestFirst?: boolean } = {}) => {
      const found = [...(table.get(pk)?.values() ?? [])].filter((item) => text(item['sk']).startsWith(prefix)).sort(bySortKey);
      return (newestFirst ? found.reverse() : found).slice(0, limit);
    },
    write: async (...writes: readonly Write[]): Promise<Written> => {
      written += 1;
      await beforeWrite?.(writes, written);
      return transact(table, writes);
    },
    /** What stands there now, for a test that must not wait. */
    at: (key: Key) => itemAt(table, key),
    /** How many write calls there were, refused ones included. */
    writes: () => written,
    /** Every item, for a test's assertions. */
    items: () => [...table.values()].flatMap((partition) => [...partition.values()]),
  } satisfies Records & Record<string, unknown>;
}

function transact(table: Table, writes: readonly Write[]): Written {
  if (writes.length === 0 || writes.length > 100) throw new Error(`a transaction has 1 to 100 writes, not ${writes.length}`);
  if (new Set(writes.map((write) => address(keyOf(write)))).size < writes.length) throw new Error('a transaction cannot write one item twice');
  const refused = writes.flatMap((write, index) => {
    const current = itemAt(table, keyOf(write));
    if (write.when === undefined || holds(write.when, current)) return [];
    return [{ index, ...(current && { current }) }];
  });
  if (refused.length > 0) return { done: false, refused };
  const after = writes.map((write) => [keyOf(write), apply(write, itemAt(table, keyOf(write)))] as const);
  for (const [key, item] of after) keep(table, key, item);
  return { done: true };
}

const itemAt = (table: Table, { pk, sk }: Key): Item | undefined => table.get(pk)?.get(sk);

function keep(table: Table, { pk, sk }: Key, item: Item | undefined): void {
  const partition = table.get(pk) ?? new Map<string, Item>();
  if (item) table.set(pk, partition.set(sk, item));
  else partition.delete(sk);
}

function apply(write: Write, before: Item | undefined): Item | undefined {
  if ('put' in write) return kept({ ...write.item, ...write.put });
  if ('delete' in write) return undefined;
  if ('check' in write) return before;
  const item: Record<string, unknown> = { ...before, ...write.update };
  for (const [path, value] of Object.entries(write.set ?? {})) place(item, path, value);
  for (const [path, values] of Object.entries(write.append ?? {})) place(item, path, [...list(at(before, path)), ...list(values)]);
  for (const path of write.remove ?? []) take(item, path);
  return kept(item);
}

function holds(condition: Condition, item: Item | undefined): boolean {
  if ('allOf' in condition) return condition.allOf.every((each) => holds(each, item));
  if ('anyOf' in condition) return condition.anyOf.some((each) => holds(each, item));
  if ('absent' in condition) return at(item, condition.absent) === undefined;
  if ('present' in condition) return at(item, condition.present) !== undefined;
  if ('equals' in condition) return at(item, condition.equals[0]) === condition.equals[1];
  const [path, bound] = 'lessThan' in condition ? condition.lessThan : condition.atMost;
  const value = at(item, path);
  return (
    (typeof value === 'string' || typeof value === 'number') && typeof value === typeof bound && (value < bound || ('atMost' in condition && value === bound))
  );
}

function at(item: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isMap(value) ? value[name] : undefined), item);
}

function place(item: Record<string, unknown>, path: string, value: unknown): void {
  const { parent, name } = parentOf(item, path);
  parent[name] = value;
}

function take(item: Record<string, unknown>, path: string): void {
  const { parent, name } = parentOf(item, path);
  delete parent[name];
}

/** The map that a path's last name lies in; those on the way are copied, for the item before must stay what it was. */
function parentOf(item: Record<string, unknown>, path: string) {
  const names = path.split('.');
  let parent = item;
  for (const name of names.slice(0, -1)) {
    const inner = parent[name];
    if (!isMap(inner)) throw new Error(`the document path provided in the update expression is invalid for update: ${path}`);
    parent[name] = { ...inner };
    parent = isMap(parent[name]) ? parent[name] : inner;
  }
  return { parent, name: names.at(-1) ?? '' };
}

function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'delete' in write ? write.delete : write.check;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** No key holds the character between them. */
const address = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
const bySortKey = (a: Item, b: Item): number => (text(a['sk']) < text(b['sk']) ? -1 : 1);

/** As DynamoDB keeps it: without undefined members, and beyond the reach of whoever wrote or reads it. What is kept already is kept as it is. */
function kept(item: Paths): Item {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value !== undefined) copy[name] = keptValue(value);
  }
  return Object.freeze(copy);
}

function keptValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(keptValue));
  return isMap(value) ? kept(value) : value;
}
