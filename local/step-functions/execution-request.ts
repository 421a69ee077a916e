import { AwsError } from '../plane.ts';
import { PAYLOAD_LIMIT, parseJson } from './json.ts';

/** White space, brackets, wildcards, special and control characters: what AWS refuses in names. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]/u;

/** Throws InvalidName unless AWS would take the name. */
export function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || FORBIDDEN.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** Throws unless the input is JSON of at most 256 KB. */
export function checkInput(input: string): void {
  if (Buffer.byteLength(input) > PAYLOAD_LIMIT) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: 'the input is larger than ${PAYLOAD_LIMIT} bytes'`);
  }
  try {
    parseJson(input);
  } catch {
    throw new AwsError('InvalidExecutionInput', "Invalid State Machine Execution Input: 'Invalid execution input.'");
  }
}
