import * as z from 'zod/mini';
import { CancelAsked } from './cancel-asked.ts';

const words = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));
/** Who commands is the caller's own claim; that he may, IAM has judged. It stands in records and mails. */
const by = { project: words(64), who: words(200), why: words(1000) };
/** Chosen by the caller: the same command with the same token is the same request, however often it is sent. */
const token = words(128);

/** What people and other systems tell a project, by invoking commandProject. */
export const Command = z.discriminatedUnion('command', [
  z.object({ command: z.literal('request'), ...by, token }),
  z.object({ command: z.literal('retry'), ...by, run: words(64), token }),
  CancelAsked,
  z.object({ command: z.literal('pause'), ...by }),
  z.object({ command: z.literal('resume'), ...by }),
]);
export type Command = z.infer<typeof Command>;
