import { AwsError, type Facts } from '../plane.ts';

/** One page of a list, and the token for the next one: how many items came before it. */
export function pageOf<Item>(
  items: readonly Item[],
  { most, token }: { readonly most: unknown; readonly token: unknown },
): { readonly items: readonly Item[]; readonly next: Facts } {
  const from = token === undefined ? 0 : Number(Buffer.from(String(token), 'base64url').toString());
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidNextToken', 'The next token is none that CloudWatch gave out; ask without one');
  const until = from + Number(most);
  return { items: items.slice(from, until), next: until < items.length ? { NextToken: Buffer.from(String(until)).toString('base64url') } : {} };
}
