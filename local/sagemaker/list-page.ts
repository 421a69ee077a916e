import { z } from 'zod';
import type { Facts } from '../plane.ts';
import { invalid } from './invalid.ts';

/** A job or a model, as far as lists look at it. */
export type Listed = { readonly name: string; readonly createdAt: Date; readonly modifiedAt: Date; readonly status?: string };

/** Clients send seconds since 1970; JSON tools may send ISO times. */
const Time = z.union([z.number().transform((seconds) => seconds * 1000), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]);

const ListRequest = z.object({
  MaxResults: z.number().default(10),
  NextToken: z.string().optional(),
  NameContains: z.string().optional(),
  StatusEquals: z.string().optional(),
  CreationTimeAfter: Time.optional(),
  CreationTimeBefore: Time.optional(),
  LastModifiedTimeAfter: Time.optional(),
  LastModifiedTimeBefore: Time.optional(),
  SortBy: z.enum(['Name', 'CreationTime', 'Status']).default('CreationTime'),
  SortOrder: z.enum(['Ascending', 'Descending']).optional(),
});
type ListRequest = z.infer<typeof ListRequest>;

/** How one List call differs from another: the member that its summaries come under, one summary, and the order where none is asked for. */
export type ListOf<Kind extends Listed> = {
  readonly member: string;
  readonly summarize: (one: Kind) => Facts;
  readonly order: 'Ascending' | 'Descending';
};

/** Filtered, sorted, a page at a time. The token names the last one told, so that new ones shift no page. */
export function listPage<Kind extends Listed>(all: readonly Kind[], input: Facts, { member, summarize, order }: ListOf<Kind>): Facts {
  const read = ListRequest.safeParse(input);
  if (!read.success) throw invalid(`Invalid list request: ${z.prettifyError(read.error)}`);
  const request = read.data;
  const sorted = all.filter((one) => isAskedFor(one, request)).sort(orderOf(request.SortBy, request.SortOrder ?? order));
  const start = request.NextToken === undefined ? 0 : positionAfter(sorted, request.NextToken);
  const page = sorted.slice(start, start + request.MaxResults);
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < sorted.length;
  return { [member]: page.map(summarize), ...(more ? { NextToken: Buffer.from(last.name).toString('base64url') } : {}) };
}

function isAskedFor(one: Listed, request: ListRequest): boolean {
  const [created, modified] = [one.createdAt.getTime(), one.modifiedAt.getTime()];
  return (
    one.name.includes(request.NameContains ?? '') &&
    one.status === (request.StatusEquals ?? one.status) &&
    created >= (request.CreationTimeAfter ?? created) &&
    created <= (request.CreationTimeBefore ?? created) &&
    modified >= (request.LastModifiedTimeAfter ?? modified) &&
    modified <= (request.LastModifiedTimeBefore ?? modified)
  );
}

/** They come in the order of their creation, and sorting keeps it among equals. */
function orderOf(by: ListRequest['SortBy'], order: 'Ascending' | 'Descending'): (a: Listed, b: Listed) => number {
  const key = (one: Listed) => (by === 'Name' ? one.name : by === 'Status' ? (one.status ?? '') : one.createdAt.getTime());
  const direction = order === 'Ascending' ? 1 : -1;
  return (a, b) => direction * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function positionAfter(sorted: readonly Listed[], token: string): number {
  const name = Buffer.from(token, 'base64url').toString();
  const found = sorted.findIndex((one) => one.name === name);
  if (found < 0) throw invalid('The pagination token is not valid for this request.');
  return found + 1;
}
