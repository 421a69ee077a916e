import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endLeftovers } from '../../../local/processes/registry.ts';
import { startLeashed } from '../../../local/processes/start-leashed.ts';
import { startOfProcess } from '../../../local/processes/start-of-process.ts';

let folder = '';
let leftover = spawn('sleep', ['600'], { detached: true });
const left = (facts: object) => ({ pid: leftover.pid ?? 0, name: 'mlflow', startedAt: startOfProcess(leftover.pid ?? 0), ...facts });
const note = (owner: object, ...processes: readonly object[]) => writeFileSync(join(folder, 'processes.json'), JSON.stringify({ owner, processes }));
const deadOwner = { pid: 2 ** 22, name: 'cloud', startedAt: 'long ago' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-'));
  leftover.kill('SIGKILL');
  leftover = spawn('sleep', ['600'], { detached: true });
});
afterEach(() => {
  leftover.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('endLeftovers', () => {
  it('kills what an earlier cloud left and names it', async () => {
    note(deadOwner, left({}));
    const exit = once(leftover, 'exit');

    const ended = endLeftovers(folder);

    expect(ended).toEqual([{ pid: leftover.pid, name: 'mlflow' }]);
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('leaves a later process of the same number alone', () => {
    note(deadOwner, left({ startedAt: 'earlier' }));

    const ended = endLeftovers(folder);

    expect(ended).toEqual([]);
    expect(leftover.exitCode ?? leftover.signalCode).toBeNull();
  });

  it('refuses to touch the processes of a cloud that still lives', () => {
    note(left({ name: 'cloud' }), left({}));

    expect(() => endLeftovers(folder)).toThrow(/still running as process \d+; end it first/);
  });

  it('finds nothing in a folder without a cloud', () => {
    expect(endLeftovers(folder)).toEqual([]);
  });

  it('asks to look by hand where the notes cannot be read', () => {
    writeFileSync(join(folder, 'processes.json'), '{');

    expect(() => endLeftovers(folder)).toThrow(/cannot be read; look for processes/);
  });
});

describe('the register', () => {
  it('lists a process while it runs and no longer', async () => {
    const noted = () => JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')).processes.map(({ name }: { name: string }) => name);
    const leashed = startLeashed({
      name: 'sleeper',
      folder,
      command: 'sleep',
      args: ['600'],
      cwd: folder,
      env: { PATH: '/usr/bin:/bin' },
      log: () => undefined,
    });
    const during = noted();

    leashed.signal('SIGKILL');
    await leashed.exited;
    await new Promise(setImmediate);

    expect(during).toEqual(['sleeper']);
    expect(noted()).toEqual([]);
  });
});
