import { AwsError } from '../plane.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1_000;

/** One page of a list, with the token of the next where there is one. Tokens are opaque to callers, as in AWS. */
export function pageOf<T>(
  items: readonly T[],
  { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: readonly T[]; readonly next: { readonly nextToken?: string } } {
  const size = maxResults === undefined || maxResults === 0 ? DEFAULT_PAGE : Math.min(maxResults, LARGEST_PAGE);
  const start = nextToken === undefined ? 0 : offsetIn(nextToken);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? { nextToken: Buffer.from(`from:${end}`).toString('base64') } : {} };
}

function offsetIn(token: string): number {
  const offset = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (offset === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(offset);
}
