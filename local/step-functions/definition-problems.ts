import type { Machine, State } from './definition.ts';
import { isObject } from './json.ts';
import { taskResource } from './task-resource.ts';

/** What would stop a machine at run time though its shape is right, each with its place and what to do. */
export function problemsOfStates(machine: Machine, at: string): readonly string[] {
  const names = Object.keys(machine.States);
  const start = names.includes(machine.StartAt) ? [] : [missing(machine.StartAt, names, `${at}/StartAt`)];
  return [...start, ...Object.entries(machine.States).flatMap(([name, state]) => problemsOf(state, names, `${at}/States/${name}`))];
}

function problemsOf(state: State, names: readonly string[], at: string): readonly string[] {
  const next = targetsOf(state).flatMap((target) => (names.includes(target) ? [] : [missing(target, names, at)]));
  const inside = machinesIn(state).flatMap(([field, machine]) => problemsOfStates(machine, `${at}/${field}`));
  return [...next, ...resourceProblems(state, at), ...wildcardProblems(state, at), ...inside];
}

function missing(target: string, names: readonly string[], at: string): string {
  return `MISSING_TRANSITION_TARGET: Missing 'Next' target: ${target} (the states here are ${names.join(', ')}) at ${at}`;
}

function targetsOf(state: State): readonly string[] {
  const own = 'Next' in state ? [state.Next] : [];
  const chosen = state.Type === 'Choice' ? [state.Default, ...state.Choices.map(({ Next }) => Next)] : [];
  const caught = 'Catch' in state ? (state.Catch ?? []).map(({ Next }) => Next) : [];
  return [...own, ...chosen, ...caught].filter((target) => target !== undefined);
}

function machinesIn(state: State): readonly (readonly [string, Machine])[] {
  if (state.Type === 'Parallel') return state.Branches.map((branch, index) => [`Branches/${index}`, branch] as const);
  if (state.Type !== 'Map') return [];
  const machine = state.ItemProcessor ?? state.Iterator;
  return machine === undefined ? [] : [[state.ItemProcessor ? 'ItemProcessor' : 'Iterator', machine] as const];
}

function resourceProblems(state: State, at: string): readonly string[] {
  if (state.Type !== 'Task') return [];
  if (taskResource(state.Resource) === undefined) {
    const known = 'arn:aws:states:::lambda:invoke, arn:aws:states:::lambda:invoke.waitForTaskToken or the ARN of a function';
    return [`SCHEMA_VALIDATION_FAILED: The resource ${state.Resource} is not supported locally; use ${known} at ${at}/Resource`];
  }
  const type = isObject(state.Parameters) ? (state.Parameters['InvocationType'] ?? 'RequestResponse') : 'RequestResponse';
  return type === 'RequestResponse'
    ? []
    : [`SCHEMA_VALIDATION_FAILED: InvocationType ${type} is not supported locally; leave it out at ${at}/Parameters/InvocationType`];
}

function wildcardProblems(state: State, at: string): readonly string[] {
  if (!('Retry' in state || 'Catch' in state)) return [];
  return [...misplaced(state.Retry ?? [], `${at}/Retry`), ...misplaced(state.Catch ?? [], `${at}/Catch`)];
}

function misplaced(rules: readonly { readonly ErrorEquals: readonly string[] }[], at: string): readonly string[] {
  return rules.flatMap(({ ErrorEquals }, index) => {
    const isWrong = ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || index < rules.length - 1);
    return isWrong ? [`SCHEMA_VALIDATION_FAILED: States.ALL must stand alone and last at ${at}/${index}/ErrorEquals`] : [];
  });
}
