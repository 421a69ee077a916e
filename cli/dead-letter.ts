import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { sentAt } from './failed-events.ts';

/** `rule`, `schedule`: EventBridge could not reach the function; `function`: it was reached and failed every time. */
export type DeadLetter = { readonly message: string; readonly sentAt: string; readonly what: string; readonly error: string } & (
  | { readonly kind: 'rule' | 'schedule' | 'function'; readonly target: string; readonly payload: string }
  | { readonly kind: 'unknown'; readonly reason: string }
);

/** What Lambda's on-failure destination gets, as far as a replay needs it. */
const FailureRecord = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  requestPayload: z.unknown().optional(),
  responsePayload: z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() }).optional(),
});

/** Reads a message of the dead-letter queue: who should have got what, and why it did not. Only functions of this prefix (an ARN without the last part of the name) may be meant. */
export function readDeadLetter(message: Message, functionPrefix: string): DeadLetter {
  const { MessageId = '', Body = '' } = message;
  const body = parsed(Body);
  const record = FailureRecord.safeParse(body);
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const facts = { message: MessageId, sentAt: new Date(sentAt(message)).toISOString() };
  const target = record.success ? record.data.requestContext.functionArn.replace(/:\$LATEST$/, '') : attribute('TARGET_ARN');
  const payload = record.success ? record.data.requestPayload : body;
  const error = record.success
    ? [record.data.requestContext.condition, record.data.responsePayload?.errorType, record.data.responsePayload?.errorMessage]
    : [attribute('ERROR_CODE'), attribute('ERROR_MESSAGE')];
  const told = { ...facts, what: whatIn(payload), error: error.filter(Boolean).join(': ') };
  const unknown = (reason: string): DeadLetter => ({ ...told, kind: 'unknown', reason });
  if (target === undefined) return unknown('neither EventBridge nor Lambda wrote this message, so nobody knows for which function it is');
  if (!target.startsWith(functionPrefix)) return unknown(`it is for ${target}, which is no function of this stage`);
  if (payload === undefined || attribute('IS_PAYLOAD_TRUNCATED') === 'true') return unknown('what the function should have got is not in it, or not whole');
  const kind = record.success ? 'function' : attribute('SCHEDULE_ARN') === undefined ? 'rule' : 'schedule';
  return { ...told, kind, target, payload: JSON.stringify(payload) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Told = z.object({ 'detail-type': z.string(), detail: z.object({ object: z.object({ key: z.string() }).optional() }).optional() });

/** In a few words what the function should have heard: an event's type, and the key of an object. */
function whatIn(payload: unknown): string {
  const { data } = Told.safeParse(payload);
  return data ? [data['detail-type'], data.detail?.object?.key].filter(Boolean).join(' ') : 'an invocation';
}
