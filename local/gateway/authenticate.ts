import type { KeyedPermissions } from '../iam/permissions.ts';
import { AwsError, type Identity } from '../plane.ts';
import type { Dialect } from './dialect.ts';
import type { Incoming } from './incoming.ts';
import { isSignedWith, type Signed, signedAt } from './signature.ts';

/** Finds out who calls and checks the signature, or refuses as the service would. `bodyHash` is known where the body was read. */
export function authenticate(
  incoming: Incoming,
  signed: Signed | undefined,
  dialect: Dialect,
  { permissions, bodyHash }: { readonly permissions: KeyedPermissions; readonly bodyHash: string },
): Identity {
  if (signed === undefined) throw refusal('missing', dialect);
  const credentials = permissions.credentialsOf(signed.accessKeyId);
  const identity = permissions.identityOf(signed.accessKeyId);
  if (credentials === undefined || identity === undefined) throw refusal('unknown key', dialect);
  if (credentials.sessionToken !== signed.sessionToken) throw refusal('wrong token', dialect);
  if (!isSignedWith(credentials.secretAccessKey, incoming, signed, bodyHash)) throw refusal('wrong signature', dialect);
  requireInTime(signed, dialect);
  return identity;
}

const LONGEST_SKEW = 15 * 60 * 1000;

function requireInTime(signed: Signed, dialect: Dialect): void {
  const age = Date.now() - signedAt(signed);
  if (signed.expires !== undefined && age > signed.expires * 1000) throw refusal('expired', dialect);
  if (signed.expires === undefined && !(Math.abs(age) < LONGEST_SKEW)) throw refusal('skewed', dialect);
}

type Fault = 'missing' | 'unknown key' | 'wrong token' | 'wrong signature' | 'expired' | 'skewed';

/** Each protocol has its own code for the same fault; SDKs decide by it whether to try again or to ask for new credentials. */
function refusal(fault: Fault, dialect: Dialect): AwsError {
  const [code, message] = REFUSALS[fault][dialect === 's3' || dialect === 'query' ? dialect : 'json'];
  const status = dialect === 'json' || dialect === 'cbor' || code === 'InvalidToken' ? 400 : 403;
  return new AwsError(code, message, status);
}

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const MISMATCH = 'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const LONG_MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

type Spelled = readonly [code: string, message: string];

const REFUSALS: Readonly<Record<Fault, { readonly s3: Spelled; readonly query: Spelled; readonly json: Spelled }>> = {
  missing: {
    s3: ['AccessDenied', 'Access Denied'],
    query: ['MissingAuthenticationToken', 'Request is missing Authentication Token'],
    json: ['MissingAuthenticationTokenException', 'Request is missing Authentication Token'],
  },
  'unknown key': {
    s3: ['InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
    query: ['InvalidClientTokenId', INVALID_TOKEN],
    json: ['UnrecognizedClientException', INVALID_TOKEN],
  },
  'wrong token': {
    s3: ['InvalidToken', 'The provided token is malformed or otherwise invalid.'],
    query: ['InvalidClientTokenId', INVALID_TOKEN],
    json: ['UnrecognizedClientException', INVALID_TOKEN],
  },
  'wrong signature': {
    s3: ['SignatureDoesNotMatch', MISMATCH],
    query: ['SignatureDoesNotMatch', LONG_MISMATCH],
    json: ['InvalidSignatureException', LONG_MISMATCH],
  },
  expired: {
    s3: ['AccessDenied', 'Request has expired'],
    query: ['SignatureDoesNotMatch', 'Signature expired'],
    json: ['InvalidSignatureException', 'Signature expired'],
  },
  skewed: {
    s3: ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
    query: ['SignatureDoesNotMatch', 'Signature expired: the difference between the request time and the current time is too large'],
    json: ['InvalidSignatureException', 'Signature expired: the difference between the request time and the current time is too large'],
  },
};
