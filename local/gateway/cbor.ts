import { cbor, dateToTag, tagSymbol } from '@smithy/core/cbor';
import { z } from 'zod';
import { isObject } from '../json-object.ts';
import { AwsError, type Facts } from '../plane.ts';

/** Clients of CloudWatch may speak CBOR (smithy rpc-v2-cbor). Its times, tagged as such, are epoch seconds like those of JSON. */
export function readCbor(body: Buffer): Facts {
  if (body.length === 0) return {};
  const read = z.record(z.string(), z.unknown()).safeParse(cbor.deserialize(body));
  if (!read.success) throw new AwsError('SerializationException', 'the request body is not a CBOR map');
  return Object.fromEntries(Object.entries(read.data).map(([name, value]) => [name, untagged(value)]));
}

export function writeCbor(facts: Facts): Buffer {
  return Buffer.from(cbor.serialize(facts));
}

/** Epoch seconds, as CBOR tells a time from a number. */
export function taggedTime(epochSeconds: number): unknown {
  return dateToTag(new Date(Math.round(epochSeconds * 1000)));
}

const Tagged = z.object({ tag: z.union([z.literal(1), z.literal(1n)]), value: z.number() });

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (!isObject(value)) return typeof value === 'bigint' ? Number(value) : value;
  const tagged = tagSymbol in value ? Tagged.safeParse(value) : undefined;
  return tagged?.success ? tagged.data.value : Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, untagged(entry)]));
}
