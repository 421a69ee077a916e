import type { ServerResponse } from 'node:http';
import type { Permissions } from '../plane.ts';
import type { Incoming } from './incoming.ts';

export type Introspection = Readonly<Record<string, () => unknown>>;

const PATH = '/_nacre/';

/** Answers a question about the cloud itself, asked with the operator's secret; false where the request is an ordinary one. */
export function introspect(
  { path, headers }: Incoming,
  response: ServerResponse,
  { permissions, introspection }: { readonly permissions: Pick<Permissions, 'operator'>; readonly introspection?: Introspection },
): boolean {
  if (!path.startsWith(PATH)) return false;
  const subject = introspection?.[path.slice(PATH.length)];
  const allowed = headers.get('authorization') === `Bearer ${permissions.operator.credentials.secretAccessKey}`;
  const [status, body] = !allowed
    ? ([403, { message: "this needs the operator's secret" }] as const)
    : subject
      ? ([200, subject()] as const)
      : ([404, { message: `nothing is told under ${path}` }] as const);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
}
