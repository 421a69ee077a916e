import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { startOfProcess } from './processes/start-of-process.ts';

/** What a running laptop cloud tells the world, as `nacre up --json` prints it; it lies in the cloud's folder as cloud.json while the cloud is up. */
export const CloudDescription = z.object({
  endpoint: z.string(),
  region: z.string(),
  account: z.string(),
  stage: z.string(),
  buckets: z.object({ data: z.string(), artifacts: z.string(), config: z.string() }),
  table: z.string(),
  mlflow: z.string(),
  stateMachines: z.record(z.string(), z.string()),
  functions: z.array(z.string()),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Accepted properties of the template that nothing here acts on. */
  recordedNotEnforced: z.array(z.object({ resource: z.string(), property: z.string() })),
  pid: z.number(),
  /** When that process began, as the system tells it: its number alone may be another's by now. */
  processStart: z.string(),
  folder: z.string(),
});
export type CloudDescription = z.infer<typeof CloudDescription>;

const FILE = 'cloud.json';

/** Where the cloud on this port keeps everything it writes. */
export const folderOf = (root: string, port: number): string => join(root, '.nacre', 'clouds', String(port));

export function writeDescription(description: CloudDescription): void {
  writeFileSync(join(description.folder, FILE), `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
}

/** False for a process that has ended, also while nobody has taken note of it yet. */
export function isRunning({ pid, processStart }: Pick<CloudDescription, 'pid' | 'processStart'>): boolean {
  return startOfProcess(pid) === processStart;
}

/** The cloud that says it runs in this folder; undefined where none does, or where the one that wrote this is gone. */
export function readDescription(folder: string): CloudDescription | undefined {
  try {
    const description = CloudDescription.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
    return isRunning(description) ? description : undefined;
  } catch {
    return undefined;
  }
}

export function removeDescription(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}
