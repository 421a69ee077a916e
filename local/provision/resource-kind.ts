import { z } from 'zod';
import type { ProvisionedCloud } from './provision.ts';

/** What a created resource answers to Ref and Fn::GetAtt. */
export type Created = { readonly ref: string; readonly attributes?: Readonly<Record<string, string>> };

/** How one CloudFormation type comes to be. `recorded` names properties (dotted paths) that are kept and shown but change nothing on a laptop. */
export interface ResourceKind {
  readonly type: string;
  readonly recorded: readonly string[];
  create(id: string, properties: unknown, cloud: ProvisionedCloud): Promise<Created>;
}

/** A type with the strict schema of its properties: what the schema does not list is refused, not dropped. */
export function kind<Schema extends z.ZodType>(definition: {
  readonly type: string;
  readonly properties: Schema;
  readonly recorded?: readonly string[];
  create(properties: z.infer<Schema>, cloud: ProvisionedCloud, id: string): Promise<Created> | Created;
}): ResourceKind {
  return {
    type: definition.type,
    recorded: definition.recorded ?? [],
    async create(id, properties, cloud) {
      const read = definition.properties.safeParse(properties);
      if (!read.success) throw new UnknownPropertyError(id, definition.type, read.error);
      return definition.create(read.data, cloud, id);
    },
  };
}

/** A property that would be dropped in silence makes the laptop differ from AWS, so it stops the deployment. */
export class UnknownPropertyError extends Error {
  override readonly name = 'UnknownPropertyError';
  readonly resource: string;
  readonly type: string;
  readonly properties: readonly string[];
  constructor(resource: string, type: string, cause: z.ZodError) {
    const properties = cause.issues.flatMap(pathsOf);
    super(
      `${resource} (${type}) says something that the laptop cloud does not know: ${cause.issues.map((issue) => `${pathsOf(issue).join(', ')}: ${issue.message}`).join('; ')}. ` +
        'Correct it in serverless.yml or infrastructure/, or teach local/provision/ what it does.',
      { cause },
    );
    this.resource = resource;
    this.type = type;
    this.properties = properties;
  }
}

function pathsOf(issue: z.core.$ZodIssue): readonly string[] {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.map((key) => [...issue.path, ...(key === undefined ? [] : [key])].join('.'));
}

/** CloudFormation takes numbers and booleans as text too. */
export const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
