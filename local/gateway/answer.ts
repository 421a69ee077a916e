import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { writeRestAnswer } from '../models/rest-json.ts';
import type { ServiceModel } from '../models/service-model.ts';
import { type Wire, wireAnswer } from '../models/wire-values.ts';
import type { AwsError, Facts } from '../plane.ts';
import { taggedTime, writeCbor } from './cbor.ts';
import type { Dialect } from './dialect.ts';
import type { Incoming } from './incoming.ts';
import { escapeXml, resultXml } from './xml.ts';

/** A whole answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An error as the client's protocol spells it, so that every SDK raises the class that it would raise on AWS. */
export function errorAnswer(error: AwsError, dialect: Dialect, incoming: Incoming, model?: ServiceModel): Answer {
  const { code, status } = spelled(error, dialect);
  if (dialect === 's3') return s3Error(code, error.message, status, incoming);
  const queryCode = (model?.hasShape(code) ? model.shape(code).error?.code : undefined) ?? code;
  const headers = {
    'x-amzn-requestid': incoming.requestId,
    'x-amzn-errortype': code,
    'x-amzn-query-error': `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}`,
  };
  if (dialect === 'query')
    return { status, headers: { ...headers, 'content-type': 'text/xml' }, body: queryError(queryCode, error.message, status, incoming.requestId) };
  const body = { __type: code, [messageMember(code, model)]: error.message };
  if (dialect === 'cbor')
    return { status, headers: { ...headers, 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, body: writeCbor(body) };
  return { status, headers: { ...headers, 'content-type': contentType(incoming, dialect) }, body: JSON.stringify(body) };
}

/** What a service of ours answered, laid out for the client. */
export function resultAnswer(
  result: Facts,
  dialect: Exclude<Dialect, 's3'>,
  incoming: Incoming,
  asked: { readonly action: string; readonly model: ServiceModel | undefined },
): Answer {
  const headers = { 'x-amzn-requestid': incoming.requestId };
  const laidOut = (wire: Wire) => (asked.model === undefined ? result : wireAnswer(asked.model, asked.action, result, wire));
  if (dialect === 'query')
    return { status: 200, headers: { ...headers, 'content-type': 'text/xml' }, body: resultXml(asked.action, laidOut(XML), incoming.requestId) };
  if (dialect === 'cbor')
    return { status: 200, headers: { ...headers, 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, body: writeCbor(laidOut(CBOR)) };
  if (dialect === 'json' || asked.model === undefined)
    return { status: 200, headers: { ...headers, 'content-type': contentType(incoming, dialect) }, body: JSON.stringify(result) };
  const answer = writeRestAnswer(asked.model, asked.action, result);
  return { ...answer, headers: { ...headers, 'content-type': 'application/json', ...answer.headers } };
}

const CBOR: Wire = { time: taggedTime, map: (entries) => entries };
const XML: Wire = {
  time: (epochSeconds) => new Date(Math.round(epochSeconds * 1000)).toISOString(),
  map: (entries) => ({ entry: Object.entries(entries).map(([key, value]) => ({ key, value })) }),
};

export function send(response: ServerResponse, answer: Answer, method: string): void {
  const body = Buffer.from(answer.body);
  const { 'content-length': stored, ...headers } = answer.headers;
  const length = method === 'HEAD' && stored !== undefined ? stored : String(body.length);
  response.writeHead(answer.status, answer.status === 204 || answer.status === 304 ? headers : { ...headers, 'content-length': length });
  response.end(method === 'HEAD' ? undefined : body);
}

/** One denial has two spellings: AccessDenied in XML, AccessDeniedException in JSON. */
function spelled({ code, status }: AwsError, dialect: Dialect): { readonly code: string; readonly status: number } {
  if (code !== 'AccessDenied' && code !== 'AccessDeniedException') return { code, status };
  if (dialect === 's3' || dialect === 'query') return { code: 'AccessDenied', status: 403 };
  return { code: 'AccessDeniedException', status: dialect === 'rest-json' ? 403 : 400 };
}

/** SageMaker's modelled errors carry `Message`, most others `message`; SDKs that are typed read exactly that one. */
function messageMember(code: string, model: ServiceModel | undefined): string {
  if (model?.hasShape(code)) return 'Message' in model.shape(code).members ? 'Message' : 'message';
  return code === 'AccessDeniedException' ? 'Message' : 'message';
}

function contentType({ headers }: Incoming, dialect: Dialect): string {
  if (dialect === 'rest-json') return 'application/json';
  return headers.get('content-type') ?? 'application/x-amz-json-1.1';
}

function s3Error(code: string, message: string, status: number, { path, requestId }: Incoming): Answer {
  const hostId = randomBytes(48).toString('base64');
  const text = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><Resource>${escapeXml(path)}</Resource><RequestId>${requestId}</RequestId><HostId>${hostId}</HostId></Error>`;
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, 'x-amz-id-2': hostId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
  };
}

function queryError(code: string, message: string, status: number, requestId: string): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}
