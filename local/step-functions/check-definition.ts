import validate from 'asl-validator';
import { AwsError } from '../plane.ts';
import { Definition, type Machine } from './definition.ts';
import { problemsOfStates } from './definition-problems.ts';
import { isList, isObject, type Json, parseJson } from './json.ts';
import { pathProblems } from './path-problems.ts';

const LARGEST_DEFINITION = 1_048_576;

export type Lint = (definition: object) => readonly string[];

/** The machine that a definition's text describes. Throws InvalidDefinition naming each state that could not run, before any execution finds out. */
export function checkDefinition(text: string, lint: Lint = aslProblems): Machine {
  if (Buffer.byteLength(text) > LARGEST_DEFINITION) throw invalid(['INVALID_JSON_DESCRIPTION: the definition is larger than 1 MB']);
  const json = parsed(text);
  const early = [...substitutionsLeft(text), ...jsonataProblems(json, '')];
  if (early.length > 0) throw invalid(early);
  const machine = Definition.safeParse(json);
  if (!machine.success) throw invalid(machine.error.issues.map(({ path, message }) => `SCHEMA_VALIDATION_FAILED: ${message} at /${path.join('/')}`));
  const problems = [...lint(asObject(parsed(text))), ...problemsOfStates(machine.data, ''), ...pathProblems(json, '')];
  if (problems.length > 0) throw invalid(problems);
  return machine.data;
}

/** The shape, the reachability of states and their ends, as a well-known linter sees them. It compiles its schemas each time, for a second and more. */
export function aslProblems(definition: object): readonly string[] {
  return validate(definition).errors.map((error) => `${error['Error code']}: ${error.Message}`);
}

function invalid(problems: readonly string[]): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw invalid([`INVALID_JSON_DESCRIPTION: ${error instanceof Error ? error.message : 'the definition is not JSON'}`]);
  }
}

function asObject(json: Json): object {
  if (!isObject(json)) throw invalid(['SCHEMA_VALIDATION_FAILED: the definition must be a JSON object']);
  return json;
}

function substitutionsLeft(text: string): readonly string[] {
  const names = new Set([...text.matchAll(/\$\{([A-Za-z0-9_.:-]+)\}/g)].map(([match]) => match));
  return [...names].map((name) => `SCHEMA_VALIDATION_FAILED: ${name} was not replaced; name it under DefinitionSubstitutions of the state machine`);
}

function jsonataProblems(json: Json, at: string): readonly string[] {
  if (isList(json)) return json.flatMap((item, index) => jsonataProblems(item, `${at}/${index}`));
  if (!isObject(json)) return [];
  const own =
    json['QueryLanguage'] === 'JSONata'
      ? [`SCHEMA_VALIDATION_FAILED: JSONata is not supported locally; write the state with JSONPath at ${at}/QueryLanguage`]
      : [];
  return [...own, ...Object.entries(json).flatMap(([name, value]) => jsonataProblems(value, `${at}/${name}`))];
}
