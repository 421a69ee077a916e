import { AwsError } from '../plane.ts';
import type { Answer } from './answer.ts';

/**
 * moto answers what it does not implement with a page of HTML and status 500, which SDKs take for an outage and try again.
 * Status 501 with a code of our own ends there, and names the action.
 */
export function requireImplemented({ status, headers, body }: Answer, call: { readonly service: string; readonly action: string }): void {
  const isPage = (headers['content-type'] ?? '').startsWith('text/html') && /^\s*<(!doctype|html|title)/i.test(body.toString());
  if (status < 400 || !isPage) return;
  throw new AwsError(
    'NotImplementedLocally',
    `the laptop cloud does not implement ${call.service}:${call.action} (moto answered with status ${status}; its log, logs/moto.log, says why)`,
    501,
  );
}
