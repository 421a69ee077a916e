import { ruleHolds } from './choice-rules.ts';
import { effectiveInput, filter, filteredInput, resultingOutput } from './data-flow.ts';
import type { StateOf } from './definition.ts';
import { pause } from './pause.ts';
import { evaluateText } from './payload-template.ts';
import { readPath } from './read-path.ts';
import { runtimeError, StatesError } from './states-error.ts';
import { timestampIn } from './timestamp.ts';
import type { Step, Visit } from './visit.ts';

export function runPass(state: StateOf<'Pass'>, visit: Visit): Step {
  const result = state.Result === undefined ? effectiveInput(state, visit) : state.Result;
  return { output: resultingOutput(state, result, visit), next: state.Next };
}

export function runSucceed(state: StateOf<'Succeed'>, visit: Visit): Step {
  return { output: filter(state.OutputPath, { input: filteredInput(state, visit), context: visit.context }) };
}

export function runFail(state: StateOf<'Fail'>, visit: Visit): never {
  throw new StatesError(state.Error ?? textAt(state.ErrorPath, 'ErrorPath', visit) ?? '', state.Cause ?? textAt(state.CausePath, 'CausePath', visit));
}

/** The first rule that holds decides; the input passes through. */
export function runChoice(state: StateOf<'Choice'>, visit: Visit): Step {
  const input = filteredInput(state, visit);
  const rule = state.Choices.find((candidate) => ruleHolds(candidate, { input, context: visit.context }));
  const next = rule?.Next ?? state.Default;
  if (next === undefined)
    throw new StatesError('States.NoChoiceMatched', `Failed to transition out of the state '${visit.name}'. The state does not point to a next state.`);
  return { output: filter(state.OutputPath, { input, context: visit.context }), next };
}

export async function runWait(state: StateOf<'Wait'>, visit: Visit): Promise<Step> {
  const input = filteredInput(state, visit);
  await pause(waitOf(state, { ...visit, input }), visit);
  return { output: filter(state.OutputPath, { input, context: visit.context }), next: state.Next };
}

function waitOf(state: StateOf<'Wait'>, visit: Visit): number {
  if (state.Seconds !== undefined) return 1000 * state.Seconds;
  if (state.SecondsPath !== undefined) return 1000 * secondsAt(state.SecondsPath, 'SecondsPath', visit);
  const text = state.Timestamp ?? readPath(state.TimestampPath ?? '$', visit, 'TimestampPath');
  const until = timestampIn(text);
  if (until === undefined)
    throw runtimeError(
      `The ${state.Timestamp === undefined ? 'TimestampPath' : 'Timestamp'} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text}`,
    );
  return until.getTime() - visit.run.ports.clock.now().getTime();
}

/** A whole number of seconds that is not negative, read from the input. */
export function secondsAt(path: string, field: string, visit: Visit): number {
  const value = readPath(path, visit, field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 99_999_999) return value;
  throw runtimeError(`The ${field} parameter '${path}' does not reference a whole number of seconds from 0 to 99999999: ${JSON.stringify(value)}`);
}

function textAt(path: string | undefined, field: string, visit: Visit): string | undefined {
  if (path === undefined) return undefined;
  const value = evaluateText(path, visit, visit.run.ports.chance, field);
  if (typeof value === 'string') return value;
  throw runtimeError(`The ${field} field's value '${path}' must be a string, not ${JSON.stringify(value)}`);
}
