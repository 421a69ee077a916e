import type { Machine, State } from './definition.ts';
import type { Json } from './json.ts';
import { runState } from './run-state.ts';
import { runtimeError } from './states-error.ts';
import type { Branch } from './visit.ts';

/** Where an execution stands, so that a redrive can go on from there. */
export type Position = { readonly name: string; readonly input: Json };

/** Goes from state to state until one ends the branch, and answers that one's output. `reached` hears of each state before it runs. */
export async function runStates(
  machine: Machine,
  input: Json,
  branch: Branch,
  options: { readonly startAt?: string; readonly reached?: (position: Position) => void } = {},
): Promise<Json> {
  let position: Position = { name: options.startAt ?? machine.StartAt, input };
  for (;;) {
    branch.signal.throwIfAborted();
    options.reached?.(position);
    const { output, next } = await runState(position.name, stateOf(machine, position.name), position.input, branch);
    if (next === undefined) return output;
    position = { name: next, input: output };
  }
}

function stateOf(machine: Machine, name: string): State {
  const state = machine.States[name];
  if (state === undefined) throw runtimeError(`there is no state "${name}"`);
  return state;
}
