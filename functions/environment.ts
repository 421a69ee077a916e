import * as z from 'zod/mini';
import { enter } from './door.ts';

/** A setting that must not be empty. */
export const setting = z.string('it is not set').check(z.minLength(1, 'it is empty'));

/** The environment enters through a schema where a function is wired: a missing variable stops its start and is named. */
export function environment<Schema extends z.ZodMiniType>(schema: Schema): z.infer<Schema> {
  return enter(schema, process.env, "the function's environment");
}
