import { isObject } from '../json-object.ts';
import type { AwsEvent, RuleTarget } from '../plane.ts';

/** What a target gets could not be made of the event; no retry would change that. */
export class TargetInputError extends Error {
  override readonly name = 'TargetInputError';
}

/** What the target gets: the event as it is, a constant, a part of the event, or a template filled from it. */
export function inputFor(target: RuleTarget, event: AwsEvent, rule: { readonly name: string; readonly arn: string }): string {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(valueAt(event, target.inputPath) ?? null);
  if (target.inputTransformer === undefined) return JSON.stringify(event);
  const { paths, template } = target.inputTransformer;
  const found = Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)] as const);
  const variables = new Map<string, unknown>([...found, ...reserved(event, rule)]);
  return fill(template, variables);
}

function reserved({ detail, ...envelope }: AwsEvent, rule: { readonly name: string; readonly arn: string }): readonly (readonly [string, unknown])[] {
  return [
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', envelope.time],
    ['aws.events.event', envelope],
    ['aws.events.event.json', { ...envelope, detail }],
  ];
}

/**
 * As EventBridge: outside of quotes a variable becomes JSON, inside it becomes bare text that is not escaped, and of an object
 * there the quotes are removed. A variable that the event has no value for leaves nothing behind.
 */
function fill(template: string, variables: ReadonlyMap<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>\s"]+)>/g, (token, name: string | undefined) => {
    if (token === '"') quoted = !quoted;
    if (name === undefined || !variables.has(name)) return token;
    const value = variables.get(name);
    if (value === undefined) return '';
    if (!quoted) return JSON.stringify(value);
    return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  });
}

/** EventBridge's small JSONPath: `$`, names, indexes and `[*]`. */
export function valueAt(from: unknown, path: string): unknown {
  if (!/^\$(\.[\w\-/]+|\[(\d+|\*|'[^']+')\])*$/.test(path)) {
    throw new TargetInputError(`the path ${path} is none that EventBridge understands; use $, names, indexes and [*]`);
  }
  const steps = [...path.matchAll(/\.([\w\-/]+)|\[(\d+|\*)\]|\['([^']+)'\]/g)].map(([, name, index, quotedName]) => name ?? index ?? quotedName ?? '');
  return follow(from, steps);
}

function follow(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (step === '*') return Array.isArray(value) ? value.map((element: unknown) => follow(element, rest)) : undefined;
  if (Array.isArray(value)) return follow(value[Number(step)], rest);
  return isObject(value) ? follow(value[step], rest) : undefined;
}
