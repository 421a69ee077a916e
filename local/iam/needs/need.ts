import type { Facts } from '../../plane.ts';

/** One permission that a call needs. A call may need several: CreateTrainingJob also passes a role. */
export interface Need {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Only the service knows the resource (which state machine gave out this token); what it does not know either, it refuses itself. */
export const KNOWN_TO_SERVICE = '';

/** Where ARNs are made. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export type NeedsOf = (action: string, input: Facts, place: Place) => readonly Need[];

export function textIn(input: Facts, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

export function factsIn(input: Facts, name: string): Facts {
  return asFacts(input[name]);
}

export function listIn(input: Facts, name: string): readonly Facts[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(asFacts) : [];
}

export function asFacts(value: unknown): Facts {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** A name becomes an ARN, an ARN stays one. */
export function arnOf(service: string, { account, region }: Place, kind: string, name: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:${service}:${region}:${account}:${kind}${name}`;
}

/** A KMS key by its id, alias or ARN. */
export function keyArnOf(place: Place, key: string | undefined): string | undefined {
  return key && arnOf('kms', place, key.startsWith('alias/') ? '' : 'key/', key);
}

/** Tags of a request as condition keys. */
export function tagContext(tags: readonly Facts[]): Readonly<Record<string, string>> {
  const keys = tags.map((tag) => textIn(tag, 'Key') ?? textIn(tag, 'key') ?? '');
  const each = tags.map((tag, index) => [`aws:RequestTag/${keys[index]}`, textIn(tag, 'Value') ?? textIn(tag, 'value') ?? '']);
  return tags.length === 0 ? {} : { ...Object.fromEntries(each), 'aws:TagKeys': keys.join(',') };
}
