import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod/mini';
import { InvalidEventError } from '../core/errors.ts';

const logger = new Logger();

/**
 * What all functions have in common: the event enters through its schema, the use case decides, one line tells the outcome.
 * The line's facts are the answer, and project, run and batch where the event names them: never tokens, never rows.
 */
export function door<Schema extends z.ZodMiniType, Answer extends object>(
  outcome: string,
  schema: Schema,
  decide: (event: z.infer<Schema>) => Promise<Answer>,
) {
  return middy<unknown, Answer>()
    .use(injectLambdaContext(logger))
    .onError(({ event, error }) => logger.error('function failed', { ...subject(event), error: reason(error) }))
    .handler(async (event) => {
      const answer = await decide(enter(schema, event, 'the event'));
      logger.info(outcome, { ...subject(event), ...answer });
      return answer;
    });
}

/** Whatever comes from outside enters here; the error names the member, never its value. */
export function enter<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidEventError(what, issue?.path.join('.') || 'the whole', issue?.message ?? 'unknown', { cause: result.error });
}

/** Of an event that may be anybody's: only what can be a name is worth a line. */
function subject(event: unknown): Readonly<Record<string, string>> {
  if (typeof event !== 'object' || event === null) return {};
  if ('step' in event) return subject(event.step);
  const named = Object.entries(event).filter((entry): entry is [string, string] => {
    const [member, value] = entry;
    return SUBJECTS.has(member) && typeof value === 'string' && value.length <= LONGEST_NAME;
  });
  return Object.fromEntries(named);
}

const SUBJECTS: ReadonlySet<string> = new Set(['project', 'run', 'batch']);
const LONGEST_NAME = 100;

function reason(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
