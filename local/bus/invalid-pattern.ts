import { AwsError } from '../plane.ts';

/** EventBridge's refusal of a pattern, naming the place in it. */
export function invalidPattern(reason: string, path: readonly string[]): AwsError {
  const place = path.length === 0 ? '' : ` at ${path.join('.')}`;
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}${place}`);
}
