import type { Mutation } from '../load-doors.ts';

/** A guard of the product, taken away or turned round: the simulator must notice. */
export type Canary = { readonly guard: string; readonly mutations: readonly Mutation[] };

export const change = (file: string, from: string, to: string): Mutation => ({ file: `core/${file}.ts`, from, to });
