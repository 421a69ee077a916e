import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ProjectDefinition } from '../core/project.ts';

const FILE = new URL('project.schema.json', import.meta.url);

/** Editors read it beside project.yml: defaults may be left out, so it is the schema of what is written, not of what is read. */
export function schemaText(): string {
  const schema = z.toJSONSchema(ProjectDefinition, { io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'nacre project', description: 'A model as data: what nacre trains, judges and registers.' }, null, 2)}\n`;
}

/** `node projects/write-schema.ts` writes it anew; a test compares. */
export const writtenSchema = () => readFileSync(FILE, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, schemaText());
