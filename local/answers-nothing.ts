import type { Facts } from './plane.ts';

/** An action that only does something: its answer is empty. */
export function answersNothing(act: (input: Facts) => void): (input: Facts) => Facts {
  return (input) => {
    act(input);
    return {};
  };
}
