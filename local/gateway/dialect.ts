import { readQueryInput } from '../models/query-input.ts';
import { readJson, readRestCall } from '../models/rest-json.ts';
import type { Models } from '../models/service-model.ts';
import { AwsError, type Facts } from '../plane.ts';
import { readCbor } from './cbor.ts';
import { type Incoming, readQuery } from './incoming.ts';

/** How a client speaks; errors and answers go back the same way. */
export type Dialect = 's3' | 'query' | 'json' | 'rest-json' | 'cbor';

export function dialectOf({ headers, path, method }: Incoming, service: string | undefined): Dialect {
  if (headers.has('x-amz-target')) return 'json';
  if (headers.get('smithy-protocol') === 'rpc-v2-cbor') return 'cbor';
  if (service === 's3') return 's3';
  if ((headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded') && method === 'POST') return 'query';
  if (service === undefined) return /^\/(\d{4}-\d\d-\d\d|v2)\//.test(path) ? 'rest-json' : 's3';
  return QUERY.has(service) && !path.startsWith('/v2/') ? 'query' : 'rest-json';
}

/** Services of ours that clients also speak to in the query protocol. */
const GATHERED: ReadonlySet<string> = new Set(['monitoring']);

const QUERY: ReadonlySet<string> = new Set(['sts', 'iam', 'ses', 'sqs', 'sns', 'cloudformation', 'ec2', 'autoscaling', 'monitoring']);

/** What is asked for. A query call's input is its flat parameters (`Destination.ToAddresses.member.1`), except where a service of ours answers it. */
export interface Asked {
  readonly action: string;
  readonly input: Facts;
}

export function readCall(incoming: Incoming, dialect: Exclude<Dialect, 's3'>, service: string, body: Buffer, models: Models): Asked {
  if (dialect === 'json') return readTargeted(incoming, service, body, models);
  if (dialect === 'cbor') return { action: incoming.path.split('/').at(-1) ?? '', input: readCbor(body) };
  if (dialect === 'query') {
    const parameters = new Map([...incoming.query, ...readQuery(body.toString('utf8').replaceAll('+', '%20'))]);
    const action = parameters.get('Action');
    if (action === undefined) throw new AwsError('MissingAction', 'The request must contain the parameter Action', 400);
    const model = GATHERED.has(service) ? models.of(service) : undefined;
    return { action, input: model === undefined ? Object.fromEntries(parameters) : readQueryInput(model, action, parameters) };
  }
  const model = models.of(service === 'ses' ? 'sesv2' : service);
  const found =
    model === undefined
      ? undefined
      : readRestCall(model, { method: incoming.method, path: incoming.path, query: incoming.query, headers: incoming.headers, body });
  if (found === undefined) throw new AwsError('UnknownOperationException', `${service} has no operation ${incoming.method} ${incoming.path}`, 404);
  return found;
}

function readTargeted(incoming: Incoming, service: string, body: Buffer, models: Models): Asked {
  const [prefix, action = ''] = (incoming.headers.get('x-amz-target') ?? '').split('.');
  const model = models.of(service);
  const isOther = model?.targetPrefix !== undefined && prefix !== model.targetPrefix;
  if (isOther || (model !== undefined && model.operation(action) === undefined)) {
    throw new AwsError('UnknownOperationException', `The requested operation ${prefix}.${action} is not supported by ${service}.`, 400);
  }
  return { action, input: readJson(body) };
}
