import { intrinsicFailure, listIn, numberIn } from './intrinsic-arguments.ts';
import type { Intrinsic } from './intrinsic-functions.ts';
import { type Json, sameJson } from './json.ts';

const LONGEST_RANGE = 1_000;

/** The States.Array... family. */
export const arrayFunctions: Readonly<Record<string, Intrinsic>> = {
  'States.Array': { arity: [0, Number.POSITIVE_INFINITY], apply: (values) => values },
  'States.ArrayPartition': {
    arity: [2, 2],
    apply: ([list, size]) => partition(listIn(list, 'States.ArrayPartition'), numberIn(size, 'States.ArrayPartition')),
  },
  'States.ArrayContains': { arity: [2, 2], apply: ([list, sought = null]) => listIn(list, 'States.ArrayContains').some((item) => sameJson(item, sought)) },
  'States.ArrayRange': { arity: [3, 3], apply: (bounds) => range(bounds.map((bound) => numberIn(bound, 'States.ArrayRange'))) },
  'States.ArrayGetItem': { arity: [2, 2], apply: ([list, index]) => itemAt(listIn(list, 'States.ArrayGetItem'), numberIn(index, 'States.ArrayGetItem')) },
  'States.ArrayLength': { arity: [1, 1], apply: ([list]) => listIn(list, 'States.ArrayLength').length },
  'States.ArrayUnique': { arity: [1, 1], apply: ([list]) => unique(listIn(list, 'States.ArrayUnique')) },
};

function partition(list: readonly Json[], size: number): Json {
  if (size < 1) throw intrinsicFailure('States.ArrayPartition needs a size of at least 1');
  return Array.from({ length: Math.ceil(list.length / size) }, (_chunk, index) => list.slice(index * size, (index + 1) * size));
}

function range([first = 0, last = 0, step = 0]: readonly number[]): Json {
  if (step === 0) throw intrinsicFailure('States.ArrayRange needs a step other than 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_RANGE) throw intrinsicFailure(`States.ArrayRange makes at most ${LONGEST_RANGE} items, not ${length}`);
  return Array.from({ length }, (_item, index) => first + index * step);
}

function itemAt(list: readonly Json[], index: number): Json {
  const item = index < 0 ? undefined : list[index];
  if (item === undefined) throw intrinsicFailure(`States.ArrayGetItem found no item ${index} in an array of ${list.length}`);
  return item;
}

function unique(list: readonly Json[]): Json {
  return list.filter((item, index) => list.findIndex((earlier) => sameJson(item, earlier)) === index);
}
