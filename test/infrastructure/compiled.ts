import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { packaged, TEMPLATE } from '../../local/provision/packaged.ts';
import { readTemplate, type Template } from '../../local/provision/template.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Compiled {
  /** Where the template and the zips lie. */
  readonly folder: string;
  readonly path: string;
  readonly template: Template;
  /** The resources of a type, with their properties read through a schema. */
  of<Schema extends z.ZodType>(type: string, schema: Schema): readonly { readonly id: string; readonly properties: z.infer<Schema> }[];
}

/** Packages this checkout as a deployment would; all test files share one package. */
export async function compile(): Promise<Compiled> {
  const folder = await packaged(root, 'dev', join(tmpdir(), 'nacre-packages'));
  const path = join(folder, TEMPLATE);
  const template = readTemplate(JSON.parse(await readFile(path, 'utf8')));
  const of: Compiled['of'] = (type, schema) =>
    Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => (Type === type ? [{ id, properties: schema.parse(Properties) }] : []));
  return { folder, path, template, of };
}

const Text = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Many = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);

export const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: Text,
  Resource: Many.optional(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof Statement>;
export const Policy = z.object({ Statement: z.array(Statement) });

/** `acceptDataset` as a file, a logical id and a state would spell it. */
export const kebab = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const pascal = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
