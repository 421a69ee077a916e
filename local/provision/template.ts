import { z } from 'zod';

const Resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  /** Only ever acts when a stack is deleted or a resource replaced, which a laptop cloud never does: `reset` empties it whole. */
  DeletionPolicy: z.enum(['Delete', 'Retain', 'Snapshot', 'RetainExceptOnCreate']).optional(),
  UpdateReplacePolicy: z.enum(['Delete', 'Retain', 'Snapshot']).optional(),
  Metadata: z.unknown().optional(),
});
export type Resource = z.infer<typeof Resource>;

const Parameter = z.strictObject({
  Type: z.literal('String', 'only parameters of type String are known here; make it a String or teach local/provision/parameters.ts'),
  Default: z.string().optional(),
  Description: z.string().optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(z.string()).optional(),
  ConstraintDescription: z.string().optional(),
});
export type Parameter = z.infer<typeof Parameter>;

/** A section that is not listed here would be dropped in silence, so it is refused. */
const Template = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), Parameter).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), Resource),
  Outputs: z
    .record(
      z.string(),
      z.strictObject({ Value: z.unknown(), Description: z.string().optional(), Export: z.unknown().optional(), Condition: z.string().optional() }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

/** The compiled template, with its shape checked once. */
export function readTemplate(template: unknown): Template {
  const read = Template.safeParse(template);
  if (read.success) return read.data;
  throw new Error(`the compiled template is not one that the laptop cloud can apply:\n${z.prettifyError(read.error)}`);
}
