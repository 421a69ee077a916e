import { isObject, type Json } from './json.ts';
import { runtimeError } from './states-error.ts';
import type { Visit } from './visit.ts';

/** Which function the parameters of lambda:invoke name (by name, part of an ARN, or ARN), and what it is given. */
export function invokedFunction(parameters: Json, { run }: Visit): { readonly arn: string; readonly payload: string } {
  const name = isObject(parameters) ? parameters['FunctionName'] : undefined;
  if (!isObject(parameters) || typeof name !== 'string') throw runtimeError("The parameters of lambda:invoke need a text 'FunctionName'");
  const { region, account } = run.ports;
  const short = name.replace(/^(?:arn:aws:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?/, '');
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${short}`;
  return { arn, payload: JSON.stringify(parameters['Payload'] ?? {}) };
}
