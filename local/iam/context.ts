import type { Identity } from '../plane.ts';
import type { Context } from './conditions.ts';

export type { Context } from './conditions.ts';

/**
 * The keys that every request carries, then the request's own. A key with several values has them comma-separated.
 * Loopback HTTP counts as secure transport: on AWS TLS ends at the service's door, here at the gateway (docs/decisions/).
 */
export function contextOf(
  identity: Identity,
  given: Readonly<Record<string, string>>,
  { account, region }: { readonly account: string; readonly region: string },
): Context {
  const now = new Date();
  const keys = {
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '127.0.0.1',
    'aws:ViaAWSService': 'false',
    ...ofPrincipal(identity, account),
    ...given,
  };
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), MANY_VALUES.has(key) ? value.split(',') : [value]]));
}

const MANY_VALUES: ReadonlySet<string> = new Set(['aws:TagKeys', 'ses:Recipients', 'sagemaker:InstanceTypes', 'events:detail-type', 'events:source']);

function ofPrincipal({ kind, arn, roleArn }: Identity, account: string): Readonly<Record<string, string>> {
  if (kind === 'service') return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': arn };
  const name = arn.split('/').at(-1) ?? '';
  return {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': roleArn ?? arn,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': kind === 'role' ? 'AssumedRole' : 'User',
    ...(kind === 'role' ? { 'aws:userid': `AROALOCAL:${name}` } : { 'aws:username': name, 'aws:userid': 'AIDALOCAL' }),
  };
}
