import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import type { CloudSettings, Credentials } from '../plane.ts';

const Failure = z.object({ __type: z.string(), message: z.string().optional() });

/** Calls a service that speaks JSON and has no client of its own among our dependencies, signed as every client signs. */
export function awsJson(service: string, target: string, { endpoint, region }: Pick<CloudSettings, 'endpoint' | 'region'>, credentials: Credentials) {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return async (action: string, input: object): Promise<unknown> => {
    const { protocol, hostname, port, host } = new URL(endpoint);
    const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${target}.${action}` };
    const request = { method: 'POST', protocol, hostname, port: Number(port), path: '/', headers, body: JSON.stringify(input), query: {} };
    const signed = await signer.sign(request);
    const answer = await fetch(endpoint, { method: 'POST', headers: signed.headers, body: request.body });
    const body: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    const failure = Failure.safeParse(body).data;
    const error = new Error(`${service}:${action} was refused: ${failure?.message ?? `status ${answer.status}`}`);
    error.name = failure?.__type.split('#').at(-1) ?? 'UnknownError';
    throw error;
  };
}
