import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { signalGroup } from './signal-group.ts';
import { startOfProcess } from './start-of-process.ts';
import { systemCode } from './system-code.ts';

const Noted = z.object({ pid: z.number(), name: z.string(), startedAt: z.string() });
const Register = z.object({ owner: Noted, processes: z.array(Noted) });
type Noted = Readonly<z.infer<typeof Noted>>;

const registers = new Map<string, Map<number, Noted>>();

/** Notes a process of ours in <folder>/processes.json with its start time, which tells it from a later process of the same number. */
export function noteProcess(folder: string, process: { readonly pid: number; readonly name: string }): void {
  const register = registerOf(folder);
  register.set(process.pid, { ...process, startedAt: startOfProcess(process.pid) ?? 'ended' });
  write(folder, register);
}

/** The process has ended. */
export function forgetProcess(folder: string, pid: number): void {
  const register = registerOf(folder);
  if (register.delete(pid)) write(folder, register);
}

/**
 * Kills what an earlier cloud in this folder left running, exactly those processes and their groups, and answers their names and numbers.
 * Refuses where that cloud still lives. The leash makes leftovers rare: someone must have killed the leash as well.
 */
export function endLeftovers(folder: string): readonly { readonly pid: number; readonly name: string }[] {
  const register = read(folder);
  if (register === undefined || register.owner.pid === process.pid) return [];
  if (lives(register.owner))
    throw new Error(`a cloud in ${folder} is still running as process ${register.owner.pid}; end it first with "npm run nacre -- down"`);
  const leftovers = register.processes.filter(lives);
  for (const { pid } of leftovers) signalGroup(pid, 'SIGKILL');
  registers.set(folder, new Map());
  write(folder, new Map());
  return leftovers.map(({ pid, name }) => ({ pid, name }));
}

function lives({ pid, startedAt }: Noted): boolean {
  return startOfProcess(pid) === startedAt;
}

/** What was left and not yet ended stays noted. */
function registerOf(folder: string): Map<number, Noted> {
  const known = registers.get(folder);
  if (known) return known;
  const left = read(folder)?.processes.filter(lives) ?? [];
  const register = new Map(left.map((noted) => [noted.pid, noted]));
  registers.set(folder, register);
  return register;
}

function read(folder: string): z.infer<typeof Register> | undefined {
  try {
    return Register.parse(JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new Error(`${join(folder, 'processes.json')} cannot be read; look for processes of an earlier cloud by hand, then remove the file`, { cause: error });
  }
}

function write(folder: string, register: ReadonlyMap<number, Noted>): void {
  mkdirSync(folder, { recursive: true });
  const owner = { pid: process.pid, name: 'cloud', startedAt: startOfProcess(process.pid) ?? '' };
  const path = join(folder, 'processes.json');
  writeFileSync(`${path}.new`, `${JSON.stringify({ owner, processes: [...register.values()] }, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}
