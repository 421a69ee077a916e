import * as z from 'zod';

const Machine = z.object({ States: z.record(z.string(), z.unknown()) });
const Holding = z.looseObject({ Branches: z.array(z.unknown()).default([]), ItemProcessor: z.unknown().optional(), Catch: z.unknown().optional() });

/** All states of a machine by their names, also those in branches and those that a Map goes through. What such a one does not catch is caught by the state around it. */
export function statesIn<Schema extends z.ZodType>(
  machine: unknown,
  schema: Schema,
  around: { readonly Catch?: unknown } = {},
): readonly (readonly [string, z.infer<Schema>])[] {
  return Object.entries(Machine.parse(machine).States).flatMap(([name, each]) => {
    const state = { ...around, ...Holding.parse(each) };
    const inner = state.ItemProcessor === undefined ? state.Branches : [...state.Branches, state.ItemProcessor];
    return [[name, schema.parse(state)] as const, ...inner.flatMap((held) => statesIn(held, schema, { Catch: state.Catch }))];
  });
}
