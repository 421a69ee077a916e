import { AwsError, type Facts } from './plane.ts';

/** One page of a list, and the token for the next one: how many items came before it. A token that was never given out is refused under the service's code. */
export function pageOf<Item>(
  items: readonly Item[],
  { most, token, code = 'InvalidNextToken' }: { readonly most: unknown; readonly token: unknown; readonly code?: string },
): { readonly items: readonly Item[]; readonly next: Facts } {
  const from = token === undefined ? 0 : Number(Buffer.from(String(token), 'base64url').toString());
  if (!Number.isInteger(from) || from < 0) throw new AwsError(code, 'The NextToken is none that was given out; ask without one');
  const until = from + Number(most);
  return { items: items.slice(from, until), next: until < items.length ? { NextToken: Buffer.from(String(until)).toString('base64url') } : {} };
}
