/** One step of a JSONPath. `many` may select several values; the others select exactly one. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'many'; readonly text: string };
/** `root` says where the path begins: the state's input (`$`) or the context object (`$$`). */
export type Path = { readonly root: 'input' | 'context'; readonly steps: readonly PathStep[] };

const STEPS: readonly (readonly [RegExp, (match: RegExpExecArray) => PathStep])[] = [
  [/^\.\.(?:\*|[\p{L}\p{N}_-]+|(?=\[))/u, ([text]) => ({ kind: 'many', text })],
  [/^(?:\.\*|\[\*\])/, () => ({ kind: 'many', text: '[*]' })],
  [/^\.([\p{L}\p{N}_$@-]+)/u, ([, name = '']) => ({ kind: 'name', name })],
  [/^\[(-?\d+)\]/, ([, index]) => ({ kind: 'index', index: Number(index) })],
  [/^\['((?:[^'\\]|\\.)*)'\]/u, ([, name = '']) => ({ kind: 'name', name: name.replace(/\\(.)/gu, '$1') })],
  [/^\["((?:[^"\\]|\\.)*)"\]/u, ([, name = '']) => ({ kind: 'name', name: name.replace(/\\(.)/gu, '$1') })],
  [/^\[-?\d*:-?\d*(?::\d+)?\]/, ([text]) => ({ kind: 'many', text })],
  [/^\[-?\d+(?:\s*,\s*-?\d+)+\]/, ([text]) => ({ kind: 'many', text })],
  [/^\['[^'\\]+'(?:\s*,\s*'[^'\\]+')+\]/u, ([text]) => ({ kind: 'many', text })],
];

/** Reads a path, or says in words why it cannot be one. Filters are Jayway's, which nothing here evaluates. */
export function parsePath(text: string): Path | { readonly problem: string } {
  const root = /^\$\$?(?=$|[.[])/.exec(text)?.[0];
  if (root === undefined) return { problem: `"${text}" is not a path: it must begin with $ or $$.` };
  const steps: PathStep[] = [];
  for (let rest = text.slice(root.length); rest !== ''; ) {
    if (rest.startsWith('[?('))
      return { problem: `"${text}" has a filter expression, which is not supported locally: select with a Choice state or in the function` };
    const found = firstStep(rest);
    if (found === undefined) return { problem: `"${text}" is not a JSONPath from "${rest}" on` };
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  return { root: root === '$' ? 'input' : 'context', steps };
}

/** A reference path names exactly one place below the input: what ResultPath and ItemsPath may say. */
export function isReferencePath(path: Path): boolean {
  return path.steps.every((step) => step.kind === 'name' || (step.kind === 'index' && step.index >= 0));
}

function firstStep(rest: string): { readonly step: PathStep; readonly length: number } | undefined {
  for (const [pattern, toStep] of STEPS) {
    const match = pattern.exec(rest);
    if (match) return { step: toStep(match), length: match[0].length };
  }
  return undefined;
}
