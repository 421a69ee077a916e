import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** One shape of a service model: what a member may hold. */
export type Shape = z.infer<typeof Shape>;
export type MemberOf = z.infer<typeof Member>;
export type Operation = z.infer<typeof Operation>;

/** A service as botocore describes it: the same files that AWS's own Python client is made of. */
export interface ServiceModel {
  /** The name in the signature's scope, such as `states`. */
  readonly service: string;
  readonly protocol: string;
  readonly targetPrefix?: string;
  readonly operations: readonly string[];
  operation(name: string): Operation | undefined;
  shape(name: string): Shape;
  hasShape(name: string): boolean;
}

export type Models = { of(service: string): ServiceModel | undefined };

/** Reads each model when it is first asked for: SageMaker's alone unpacks to several megabytes. */
export function createModels({ root }: { readonly root: string }): Models {
  const library = join(root, '.venv', 'lib');
  const python = readdirSync(library).find((name) => name.startsWith('python')) ?? 'python3';
  const folder = join(library, python, 'site-packages', 'botocore', 'data');
  const known = new Map<string, ServiceModel | undefined>();
  return {
    of(service) {
      if (!known.has(service)) known.set(service, readModel(folder, service));
      return known.get(service);
    },
  };
}

/** Where a service signs under another name than botocore files it. */
const FILED_AS: Readonly<Record<string, string>> = { states: 'stepfunctions', monitoring: 'cloudwatch', email: 'ses' };

function readModel(folder: string, service: string): ServiceModel | undefined {
  const home = join(folder, FILED_AS[service] ?? service);
  const versions = /^[a-z0-9-]+$/.test(service) ? versionsIn(home) : [];
  const newest = versions.sort().at(-1);
  if (newest === undefined) return undefined;
  const model = Model.parse(JSON.parse(gunzipSync(readFileSync(join(home, newest, 'service-2.json.gz'))).toString()));
  const shapes = new Map<string, Shape>();
  const shape = (name: string): Shape => {
    const found = shapes.get(name) ?? Shape.parse(model.shapes[name]);
    shapes.set(name, found);
    return found;
  };
  return {
    service,
    protocol: model.metadata.protocol,
    ...(model.metadata.targetPrefix === undefined ? {} : { targetPrefix: model.metadata.targetPrefix }),
    operations: Object.keys(model.operations),
    operation: (name) => (Object.hasOwn(model.operations, name) ? Operation.parse(model.operations[name]) : undefined),
    shape,
    hasShape: (name) => Object.hasOwn(model.shapes, name),
  };
}

function versionsIn(home: string): string[] {
  try {
    return readdirSync(home).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name));
  } catch {
    return [];
  }
}

const Member = z.object({ shape: z.string(), location: z.string().optional(), locationName: z.string().optional() });
const Shape = z.object({
  type: z.string(),
  required: z.array(z.string()).default([]),
  members: z.record(z.string(), Member).default({}),
  member: Member.optional(),
  key: Member.optional(),
  value: Member.optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  payload: z.string().optional(),
  union: z.boolean().optional(),
  /** What an error is called by clients of the query protocol. */
  error: z.object({ code: z.string().optional() }).optional(),
});
const Operation = z.object({
  name: z.string(),
  http: z.object({ method: z.string(), requestUri: z.string(), responseCode: z.number().optional() }),
  input: z.object({ shape: z.string() }).optional(),
  output: z.object({ shape: z.string() }).optional(),
});
const Model = z.object({
  metadata: z.object({ protocol: z.string(), targetPrefix: z.string().optional() }),
  operations: z.record(z.string(), z.unknown()),
  shapes: z.record(z.string(), z.unknown()),
});
