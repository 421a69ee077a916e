import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../../../local/processes/free-port.ts';
import { type Start, startLeashed } from '../../../local/processes/start-leashed.ts';
import { startOfProcess } from '../../../local/processes/start-of-process.ts';
import { until } from './until.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string, log: Start['log'] = () => undefined): Start => ({
  name: 'shell',
  folder,
  command: '/bin/sh',
  args: ['-c', script],
  cwd: folder,
  env: { PATH: '/usr/bin:/bin' },
  log,
});

describe('startLeashed', () => {
  it('kills child and grandchild when the parent is killed with SIGKILL', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(parent.stdout), 'line');
    const pids = String(line).split(' ').map(Number);
    const before = pids.map(startOfProcess);

    parent.kill('SIGKILL');
    await until(() => pids.every((pid) => startOfProcess(pid) === undefined));

    expect(pids).toHaveLength(2);
    expect(before).not.toContain(undefined);
  });

  it('gives each line as it was printed, the last one without a line end too, and the exit code', async () => {
    const lines: string[] = [];
    const start = shell('printf "one\\r\\ntwo\\n"; printf "Grüße" ; exit 3', (line, from) => lines.push(`${from} ${line}`));

    const end = await startLeashed(start).exited;

    expect(lines).toEqual(['stdout one', 'stdout two', 'stdout Grüße']);
    expect(end).toEqual({ code: 3, signal: null });
  });

  it('gives the process exactly the environment it is told', async () => {
    const lines: string[] = [];
    const start = { ...shell('', (line) => lines.push(line)), command: '/usr/bin/env', args: [] };

    await startLeashed({ ...start, env: { PATH: '/usr/bin:/bin', ONLY: 'this' } }).exited;

    expect(lines.sort()).toEqual(['ONLY=this', 'PATH=/usr/bin:/bin']);
  });

  it('sends signals to the whole group and reports the signal that ended it', async () => {
    const pids: number[] = [];
    const leashed = startLeashed(shell('sleep 600 & echo $!; wait', (line) => pids.push(Number(line))));
    await until(() => pids.length > 0);

    leashed.signal('SIGTERM');
    const end = await leashed.exited;

    expect(end).toEqual({ code: null, signal: 'SIGTERM' });
    expect(pids.map(startOfProcess)).toEqual([undefined]);
  });

  it('ends what a process leaves behind in its group', async () => {
    const pids: number[] = [];

    await startLeashed(shell('sleep 600 >/dev/null 2>&1 & echo $!', (line) => pids.push(Number(line)))).exited;
    await until(() => startOfProcess(pids[0] ?? 0) === undefined);

    expect(pids).toHaveLength(1);
  });

  it('appends both streams to a log file, and says there what command does not exist', async () => {
    const log = join(folder, 'logs', 'process.log');

    const end = await startLeashed({ ...shell('', log), command: 'no-such-command', args: [] }).exited;

    expect(end.code).toBe(127);
    expect(readFileSync(log, 'utf8')).toContain('no-such-command');
  });

  it('names the folder in which nothing can be started', () => {
    const start = { ...shell(''), cwd: join(folder, 'missing') };

    expect(() => startLeashed(start)).toThrow(/shell could not be started; does its folder .*missing exist\?/);
  });
});

describe('freePort', () => {
  it('answers ports that can be listened on', async () => {
    const ports = await Promise.all([freePort(), freePort()]);

    expect(new Set(ports).size).toBe(2);
    expect(Math.min(...ports)).toBeGreaterThan(1023);
  });
});
