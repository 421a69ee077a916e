import { AwsError, type Facts } from '../plane.ts';
import type { MemberOf, Operation, ServiceModel } from './service-model.ts';

/** A rest-json request as HTTP brings it: the path is still percent-encoded. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Finds which action a method and path mean, and gathers its input from path, query, headers and body. */
export function readRestCall(model: ServiceModel, request: RestRequest): { readonly action: string; readonly input: Facts } | undefined {
  const found = routesOf(model)
    .filter(({ operation }) => operation.http.method === request.method)
    .flatMap((route) => {
      const labels = route.expression.exec(request.path)?.groups;
      return labels === undefined && !route.expression.test(request.path) ? [] : [{ operation: route.operation, labels: labels ?? {} }];
    })[0];
  if (found === undefined) return undefined;
  return { action: found.operation.name, input: inputOf(model, found.operation, found.labels, request) };
}

/** An answer of ours, as the output shape lays it out over status, headers and body. */
export function writeRestAnswer(
  model: ServiceModel,
  action: string,
  answer: Facts,
): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const operation = model.operation(action);
  const shape = operation?.output === undefined ? undefined : model.shape(operation.output.shape);
  const members = Object.entries(shape?.members ?? {}).filter(([name]) => answer[name] !== undefined);
  const status = members.find(([, { location }]) => location === 'statusCode');
  const headers = members.filter(([, { location }]) => location === 'header').map(([name, { locationName }]) => [locationName ?? name, String(answer[name])]);
  const rest = Object.fromEntries(Object.entries(answer).filter(([name]) => shape?.members[name]?.location === undefined));
  return {
    status: Number(status === undefined ? (operation?.http.responseCode ?? 200) : answer[status[0]]),
    headers: Object.fromEntries(headers),
    body: shape?.payload === undefined ? JSON.stringify(rest) : payloadText(answer[shape.payload]),
  };
}

type Route = { readonly operation: Operation; readonly expression: RegExp; readonly labels: number };

const routes = new WeakMap<ServiceModel, readonly Route[]>();

/** Fixed paths before labelled ones: `/functions/x` must not be taken for `/{Anything}/x`. */
function routesOf(model: ServiceModel): readonly Route[] {
  const known = routes.get(model);
  if (known !== undefined) return known;
  const operations = model.operations.flatMap((name) => model.operation(name) ?? []);
  const made = operations.map((operation) => routeTo(operation)).sort((one, other) => one.labels - other.labels);
  routes.set(model, made);
  return made;
}

function routeTo(operation: Operation): Route {
  const path = (operation.http.requestUri.split('?')[0] ?? '').replace(/\/$/, '');
  const pattern = path.replace(/\{(\w+)(\+?)\}|[.*+?^$()|[\]\\]/g, (found, label?: string, greedy?: string) =>
    label === undefined ? `\\${found}` : `(?<${label}>${greedy === '+' ? '.+' : '[^/]+'})`,
  );
  return { operation, expression: new RegExp(`^${pattern}/?$`), labels: path.split('{').length };
}

function inputOf(model: ServiceModel, operation: Operation, labels: Readonly<Record<string, string>>, request: RestRequest): Facts {
  const shape = operation.input === undefined ? undefined : model.shape(operation.input.shape);
  if (shape === undefined) return {};
  const located = Object.entries(shape.members).flatMap(([name, member]) => {
    const value = locatedValue(model, { name, member }, labels, request);
    return value === undefined ? [] : [[name, value]];
  });
  const payload = shape.payload;
  const payloadType = payload === undefined ? undefined : model.shape(shape.members[payload]?.shape ?? '').type;
  if (payload !== undefined && payloadType === 'blob')
    return { ...Object.fromEntries(located), ...(request.body.length === 0 ? {} : { [payload]: request.body }) };
  const body = readJson(request.body);
  return payload === undefined ? { ...body, ...Object.fromEntries(located) } : { ...Object.fromEntries(located), [payload]: body };
}

function locatedValue(
  model: ServiceModel,
  { name, member }: { readonly name: string; readonly member: MemberOf },
  labels: Readonly<Record<string, string>>,
  request: RestRequest,
): unknown {
  const wire = member.locationName ?? name;
  const { type } = model.shape(member.shape);
  if (member.location === 'uri') return typed(type, [decodeURIComponent(labels[wire] ?? '')]);
  if (member.location === 'header') return typed(type, [request.headers.get(wire.toLowerCase())]);
  if (member.location !== 'querystring') return undefined;
  return typed(
    type,
    request.query.filter(([key]) => key === wire).map(([, value]) => value),
  );
}

function typed(type: string, values: readonly (string | undefined)[]): unknown {
  const [first] = values;
  if (first === undefined) return undefined;
  if (type === 'list') return values;
  if (type === 'boolean') return first === 'true';
  return ['integer', 'long', 'float', 'double'].includes(type) ? Number(first) : first;
}

/** The body of a JSON call; an empty body is an empty input. */
export function readJson(body: Buffer): Facts {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return Object.fromEntries(Object.entries(parsed));
  } catch {
    // A body that is no JSON is refused below, as one that is no object.
  }
  throw new AwsError('SerializationException', 'Start of structure or map expected: the request body is not a JSON object');
}

function payloadText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : JSON.stringify(value);
}
