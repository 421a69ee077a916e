import { cbor } from '@smithy/core/cbor';
import { z } from 'zod';
import { AwsError, type Facts } from '../plane.ts';

/** CloudWatch's clients speak CBOR by default (smithy rpc-v2-cbor). */
export function readCbor(body: Buffer): Facts {
  if (body.length === 0) return {};
  const read = z.record(z.string(), z.unknown()).safeParse(cbor.deserialize(body));
  if (!read.success) throw new AwsError('SerializationException', 'the request body is not a CBOR map');
  return read.data;
}

export function writeCbor(facts: Facts): Buffer {
  return Buffer.from(cbor.serialize(facts));
}
