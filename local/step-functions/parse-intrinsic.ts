import type { Json } from './json.ts';
import { runtimeError } from './states-error.ts';

/** `States.Format('{}', $.a)` as a tree. */
export type Expression =
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'value'; readonly value: Json };

/** Parses an intrinsic function call; the whole text must be one call. */
export function parseIntrinsic(text: string): Expression {
  const reader = new Reader(text);
  const call = readExpression(reader);
  reader.skipSpace();
  if (call.kind !== 'call' || !reader.atEnd) reader.fail('expected one function call');
  return call;
}

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }
  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }
  skipSpace(): void {
    this.take(/\s*/y);
  }
  /** Consumes what the sticky pattern matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
  fail(problem: string): never {
    throw runtimeError(`The intrinsic function '${this.#text}' is not valid at character ${this.#at + 1}: ${problem}`);
  }
}

function readExpression(reader: Reader): Expression {
  reader.skipSpace();
  const name = reader.take(/(States\.[A-Za-z0-9]+)\s*\(/y)?.[1];
  if (name !== undefined) return { kind: 'call', name, args: readArguments(reader) };
  const text = reader.take(/'((?:[^'\\]|\\.)*)'/suy)?.[1];
  if (text !== undefined) return { kind: 'value', value: unescapeText(text) };
  const path = reader.take(/\$\$?(?:\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"])*\]|[^\s,()[\]])*/uy)?.[0];
  if (path !== undefined) return { kind: 'path', path };
  const literal = reader.take(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y)?.[0];
  if (literal !== undefined) return { kind: 'value', value: JSON.parse(literal) };
  return reader.fail('expected a function, a path, a number, true, false, null or a text in single quotes');
}

function readArguments(reader: Reader): readonly Expression[] {
  const args: Expression[] = [];
  reader.skipSpace();
  if (reader.take(/\)/y)) return args;
  for (;;) {
    args.push(readExpression(reader));
    reader.skipSpace();
    if (reader.take(/\)/y)) return args;
    if (!reader.take(/,/y)) reader.fail('expected "," or ")"');
  }
}

/** Backslashes before braces stay for States.Format to see; the others only quote what follows. */
function unescapeText(text: string): string {
  return text.replace(/\\([^{}])/gsu, '$1');
}
