import { ColumnState } from '../../../core/quality/column-state.ts';

/** Cuts values into up to seven parts, sends each state through JSON as another process would get it, and merges them two by two in any order. */
export function mergedInAnyGrouping(values: Float64Array, stateOf: (part: Float64Array) => ColumnState, random: () => number): ColumnState {
  const cuts = Array.from({ length: Math.floor(random() * 7) }, () => Math.floor(random() * values.length)).sort((a, b) => a - b);
  const states = [0, ...cuts].map((from, at) =>
    ColumnState.restored(JSON.parse(JSON.stringify(stateOf(values.slice(from, cuts[at] ?? values.length)).saved()))),
  );
  while (states.length > 1) {
    const [left, right] = [taken(states, random), taken(states, random)];
    left.merge(right);
    states.push(left);
  }
  return states[0] ?? new ColumnState();
}

function taken(states: ColumnState[], random: () => number): ColumnState {
  return states.splice(Math.floor(random() * states.length), 1)[0] ?? new ColumnState();
}
