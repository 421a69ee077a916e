import { effectiveInput, filteredInput, resultingOutput } from './data-flow.ts';
import type { Machine, StateOf } from './definition.ts';
import { Thread } from './history.ts';
import { isList, type Json, type JsonObject } from './json.ts';
import { fillTemplate } from './payload-template.ts';
import { readPath } from './read-path.ts';
import { secondsAt } from './run-simple-states.ts';
import { runStates } from './run-states.ts';
import { Interrupted, runtimeError, StatesError } from './states-error.ts';
import type { Branch, Step, Visit } from './visit.ts';

type Work = (index: number, signal: AbortSignal) => { readonly thread: Thread; readonly done: Promise<Json> };

export async function runParallel(state: StateOf<'Parallel'>, visit: Visit): Promise<Step> {
  const input = effectiveInput(state, visit);
  const started = visit.thread.add('ParallelStateStarted');
  const begin: Work = (index, signal) => {
    const thread = new Thread(visit.thread.history, started);
    return { thread, done: runStates(machineAt(state.Branches, index), input, { ...branchOf(visit), thread, signal }) };
  };
  const results = await allOf('Parallel', state.Branches.length, Number.POSITIVE_INFINITY, begin, visit);
  return { output: resultingOutput(state, results, visit), next: state.Next };
}

export async function runMap(state: StateOf<'Map'>, visit: Visit): Promise<Step> {
  const input = filteredInput(state, visit);
  const items = state.ItemsPath === undefined ? input : readPath(state.ItemsPath, { ...visit, input }, 'ItemsPath');
  if (!isList(items)) throw runtimeError(`Reference path '${state.ItemsPath ?? '$'}' must point to array.`);
  const started = visit.thread.add('MapStateStarted', { length: items.length });
  const begin: Work = (index, signal) => {
    const thread = new Thread(visit.thread.history, started);
    const facts = { name: visit.name, index };
    thread.add('MapIterationStarted', facts);
    return { thread, done: iteration(state, { ...visit, input, thread, signal, item: { Index: index, Value: items[index] ?? null } }, facts) };
  };
  const width =
    (state.MaxConcurrencyPath === undefined ? state.MaxConcurrency : secondsAt(state.MaxConcurrencyPath, 'MaxConcurrencyPath', visit)) ||
    Number.POSITIVE_INFINITY;
  const results = await allOf('Map', items.length, width, begin, visit);
  return { output: resultingOutput({ ...state, Parameters: undefined }, results, visit), next: state.Next };
}

/** What ends an iteration, and the state, follows in the history from the event that failed, not from one another. */
async function iteration(state: StateOf<'Map'>, visit: Visit & { readonly item: JsonObject }, facts: JsonObject): Promise<Json> {
  const selector = state.ItemSelector ?? state.Parameters;
  const context = { ...(typeof visit.context === 'object' ? visit.context : {}), Map: { Item: visit.item } };
  const machine = state.ItemProcessor ?? state.Iterator;
  if (machine === undefined) throw runtimeError(`the Map state "${visit.name}" has no ItemProcessor`);
  try {
    const item = selector === undefined ? (visit.item['Value'] ?? null) : fillTemplate(selector, { input: visit.input, context }, visit.run.ports.chance);
    const output = await runStates(machine, item, { ...branchOf(visit), item: visit.item });
    visit.thread.add('MapIterationSucceeded', facts);
    return output;
  } catch (error) {
    if (error instanceof StatesError) visit.thread.history.add('MapIterationFailed', visit.thread.last, facts);
    if (error instanceof Interrupted && error.failedAfter !== undefined) visit.thread.history.add('MapIterationAborted', error.failedAfter, facts);
    throw error;
  }
}

/** Runs all, at most `width` at once. The first failure interrupts the others, and the state fails once they have ended. */
async function allOf(type: 'Parallel' | 'Map', count: number, width: number, begin: Work, visit: Visit): Promise<readonly Json[]> {
  const siblings = new AbortController();
  const signal = AbortSignal.any([visit.signal, siblings.signal]);
  const results = new Map<number, Json>();
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      const { thread, done } = begin(index, signal);
      try {
        results.set(index, await done);
        visit.thread.last = thread.last;
      } catch (error) {
        if (failures.push(error) > 1) return;
        visit.thread.last = thread.last;
        siblings.abort(new Interrupted('a sibling failed', thread.last));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, width) }, lane));
  if (failures.length > 0) {
    if (failures[0] instanceof StatesError) visit.thread.add(`${type}StateFailed`);
    throw failures[0];
  }
  visit.thread.add(`${type}StateSucceeded`);
  return Array.from({ length: count }, (_result, index) => results.get(index) ?? null);
}

function machineAt(machines: readonly Machine[], index: number): Machine {
  const machine = machines[index];
  if (machine === undefined) throw runtimeError(`there is no branch ${index}`);
  return machine;
}

function branchOf({ run, thread, signal, item }: Visit): Branch {
  return item === undefined ? { run, thread, signal } : { run, thread, signal, item };
}
