import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { standIn } from '../../cli/stand-in.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { eventually } from '../scenarios/eventually.ts';
import { DocumentedRun } from './documented-run.ts';
import { nacre, outcomeOf, processesOf } from './nacre.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'nacre-start-'));
const few = join(folder, 'few.csv');
let port = '';

beforeAll(async () => {
  port = String(await freePort());
  writeFileSync(few, standIn().split('\n').slice(0, 250).join('\n'));
});
afterAll(async () => {
  await nacre('reset', '--port', port);
  rmSync(folder, { recursive: true, force: true });
});

/** `npm start -- ...` in a process group of its own, as a terminal starts it. */
const npmStart = (...args: string[]) =>
  spawn('npm', ['start', '--', '--data', few, '--port', port, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });

describe('npm start', () => {
  it('with --once and --json prints the one document, ends with the status of its outcome, and leaves nothing running', async () => {
    const { code, stdout, stderr } = await outcomeOf(npmStart('--once', '--json', '--no-tracking'));

    const { run } = DocumentedRun.parse(JSON.parse(stdout));
    expect(run).toMatchObject({ project: 'abalone', dataset: { rows: 250, badRows: 0 }, job: { name: `${run.id}-a1` } });
    expect(code).toBe(run.status === 'Succeeded' ? 0 : 1);
    expect(stderr).toContain('only events move things');
    expect(processesOf(port)).toEqual([]);
  });

  it('ends everything that it started at Ctrl-C, training and MLflow included', async () => {
    const child = npmStart();
    const ended = outcomeOf(child);
    const told: string[] = [];
    child.stderr.on('data', (chunk) => told.push(String(chunk)));
    await eventually(async () => told.join('').includes('training job'));
    const running = processesOf(port).length;

    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code } = await ended;

    expect(running).toBeGreaterThan(2);
    expect(code).not.toBe(0);
    expect(processesOf(port)).toEqual([]);
  });
});
