import { type Document, isMap, isNode, isPair, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Finding } from './read-project-file.ts';

export type Place = { readonly line: number; readonly column: number };

/** Where a finding stands. What is missing has no place of its own: its nearest parent's name is pointed at. */
export function placeIn(document: Document, lines: LineCounter, { path, at }: Finding): Place {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    const step = stepInto(node, part);
    if (step === undefined) break;
    const last = depth === path.length - 1;
    offset = (last && at !== 'key' && !isCollection(step.value) ? startOf(step.value) : undefined) ?? startOf(step.key) ?? startOf(step.value) ?? offset;
    node = step.value;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function stepInto(node: unknown, part: string | number): { readonly key?: unknown; readonly value: unknown } | undefined {
  if (isSeq(node) && typeof part === 'number') return part < node.items.length ? { value: node.items[part] } : undefined;
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
  return pair && { key: pair.key, value: pair.value };
}

const isCollection = (node: unknown): node is Node => isMap(node) || isSeq(node);
const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
