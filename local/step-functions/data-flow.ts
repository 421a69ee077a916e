import { bytesOf, type Json, PAYLOAD_LIMIT } from './json.ts';
import { fillTemplate } from './payload-template.ts';
import { findAtPath } from './read-path.ts';
import { runtimeError, StatesError } from './states-error.ts';
import type { Visit } from './visit.ts';
import { writeAtPath } from './write-path.ts';

type Filters = { readonly InputPath?: string | null | undefined; readonly OutputPath?: string | null | undefined };
type Computation = Filters & {
  readonly Parameters?: Json | undefined;
  readonly ResultSelector?: Json | undefined;
  readonly ResultPath?: string | null | undefined;
};

/** The part of the raw input that the state works on. */
export function filteredInput(state: Filters, visit: Visit): Json {
  return filter(state.InputPath, visit);
}

/** What a Task, Pass, Map or Parallel state hands to its work: its Parameters filled in, or its filtered input. */
export function effectiveInput(state: Computation, visit: Visit): Json {
  const input = filteredInput(state, visit);
  return state.Parameters === undefined ? input : fillTemplate(state.Parameters, { input, context: visit.context }, visit.run.ports.chance);
}

/** The state's output: the selected result, placed into the raw input, then filtered. */
export function resultingOutput(state: Computation, result: Json, visit: Visit): Json {
  const { context } = visit;
  const selected = state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, { input: result, context }, visit.run.ports.chance);
  return filter(state.OutputPath, { input: placed(state.ResultPath, selected, visit.input), context });
}

/** `null` drops the result; no ResultPath lets it replace the input. */
export function placed(resultPath: string | null | undefined, result: Json, input: Json): Json {
  if (resultPath === null) return input;
  return resultPath === undefined ? result : writeAtPath(input, resultPath, result);
}

export function filter(path: string | null | undefined, scope: Pick<Visit, 'input' | 'context'>): Json {
  if (path === null) return {};
  const value = findAtPath(path ?? '$', scope);
  if (value === undefined) throw runtimeError(`Invalid path '${path}' : No results for path: ${path}`);
  return value;
}

/** AWS ends the execution where a state would pass on more than 256 KB; `who` is the state or the kind of task that answered. */
export function withinLimit(value: Json, who: string): Json {
  if (bytesOf(value) <= PAYLOAD_LIMIT) return value;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
