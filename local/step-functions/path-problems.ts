import { isIntrinsic } from './intrinsic-functions.ts';
import { isList, isObject, type Json } from './json.ts';
import { parseIntrinsic } from './parse-intrinsic.ts';
import { isReferencePath, parsePath } from './path-syntax.ts';

const TEMPLATES: ReadonlySet<string> = new Set(['Parameters', 'ResultSelector', 'ItemSelector']);

/** Every path and intrinsic function of a definition that could not be read at run time, with its place. */
export function pathProblems(json: Json, at: string): readonly string[] {
  if (isList(json)) return json.flatMap((item, index) => pathProblems(item, `${at}/${index}`));
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([field, value]) => fieldProblems(field, value, `${at}/${field}`));
}

function fieldProblems(field: string, value: Json, at: string): readonly string[] {
  if (field === 'Result') return [];
  if (TEMPLATES.has(field)) return templateProblems(value, at);
  if (typeof value !== 'string') return pathProblems(value, at);
  if (field === 'ErrorPath' || field === 'CausePath') return dynamicProblems(value, at);
  if (field === 'ResultPath') return referenceProblems(value, at);
  return field === 'Variable' || field.endsWith('Path') ? plainProblems(value, at) : [];
}

function templateProblems(template: Json, at: string): readonly string[] {
  if (isList(template)) return template.flatMap((item, index) => templateProblems(item, `${at}/${index}`));
  if (!isObject(template)) return [];
  return Object.entries(template).flatMap(([name, value]) =>
    name.endsWith('.$') ? dynamicProblems(value, `${at}/${name}`) : templateProblems(value, `${at}/${name}`),
  );
}

function dynamicProblems(value: Json, at: string): readonly string[] {
  if (typeof value !== 'string') return [`SCHEMA_VALIDATION_FAILED: a field ending in .$ must hold a path or an intrinsic function at ${at}`];
  if (!isIntrinsic(value)) return plainProblems(value, at);
  try {
    parseIntrinsic(value);
    return [];
  } catch (error) {
    return [`SCHEMA_VALIDATION_FAILED: ${error instanceof Error ? error.message : String(error)} at ${at}`];
  }
}

function plainProblems(value: string, at: string): readonly string[] {
  const path = parsePath(value);
  return 'problem' in path ? [`SCHEMA_VALIDATION_FAILED: ${path.problem} at ${at}`] : [];
}

function referenceProblems(value: string, at: string): readonly string[] {
  const path = parsePath(value);
  if (!('problem' in path) && path.root === 'input' && isReferencePath(path)) return [];
  return [`SCHEMA_VALIDATION_FAILED: ResultPath must be a reference path into the input, such as $.a.b, not "${value}" at ${at}`];
}
