import type { Shape } from './service-model.ts';

/** The sentences of the constraints that a value breaks, in AWS's words; without a value, all the constraints that the shape has. */
export function constraintsOf(shape: Shape, ...given: readonly unknown[]): readonly string[] {
  const checks = [...sizeChecks(shape), ...patternCheck(shape), ...enumCheck(shape)];
  return checks.filter(({ isMet }) => given.length === 0 || !isMet(given[0])).map(({ sentence }) => sentence);
}

/** How AWS prints a value in its message: lists in brackets, maps as key=value, never JSON. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}=${describe(entry)}`)
    .join(', ')}}`;
}

type Check = { readonly sentence: string; readonly isMet: (value: unknown) => boolean };

function sizeChecks({ type, min, max }: Shape): readonly Check[] {
  const measured = NUMBERS.has(type) ? 'value' : 'length';
  const most =
    max === undefined ? [] : [{ sentence: `Member must have ${measured} less than or equal to ${max}`, isMet: (value: unknown) => sizeOf(type, value) <= max }];
  const least =
    min === undefined
      ? []
      : [{ sentence: `Member must have ${measured} greater than or equal to ${min}`, isMet: (value: unknown) => sizeOf(type, value) >= min }];
  return [...most, ...least];
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'long', 'float', 'double']);

function sizeOf(type: string, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return type === 'blob' ? Buffer.byteLength(value, 'base64') : value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return Array.isArray(value) ? value.length : Object.keys(value ?? {}).length;
}

/** Enumerations carry no pattern or size in AWS's models; their sentence lists every value. */
function enumCheck({ enum: values }: Shape): readonly Check[] {
  if (values === undefined) return [];
  return [{ sentence: `Member must satisfy enum value set: [${values.join(', ')}]`, isMet: (value) => typeof value === 'string' && values.includes(value) }];
}

function patternCheck({ pattern, enum: values }: Shape): readonly Check[] {
  const expression = pattern === undefined || values !== undefined ? undefined : fullMatch(pattern);
  if (expression === undefined) return [];
  return [{ sentence: `Member must satisfy regular expression pattern: ${pattern}`, isMet: (value) => typeof value !== 'string' || expression.test(value) }];
}

const compiled = new Map<string, RegExp | undefined>();

/** The models' patterns are Java's and match the whole value. The few that JavaScript cannot read are left to the service. */
function fullMatch(pattern: string): RegExp | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern, 'u') ?? compile(pattern, ''));
  return compiled.get(pattern);
}

function compile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${inJavaScript(pattern)})$`, flags);
  } catch {
    return undefined;
  }
}

/** Java repeats an anchor (a `$` with a count) and knows POSIX classes; both have a plain equivalent. */
function inJavaScript(pattern: string): string {
  return pattern.replaceAll(/\$\{\d+,\d+\}/g, '$').replaceAll('\\p{Alnum}', 'a-zA-Z0-9');
}
