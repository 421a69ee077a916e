import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudLog } from '../../cli/cloud-process.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { eventually } from '../scenarios/eventually.ts';
import { tinyProject, tinyTable } from '../scenarios/projects.ts';
import { DocumentedRun } from './documented-run.ts';
import { ask, nacre, outcomeOf, processesOf, start } from './nacre.ts';

const root = join(import.meta.dirname, '..', '..');
const TINY = join(root, 'test', 'scenarios', 'images', 'tiny');
const folder = mkdtempSync(join(tmpdir(), 'nacre-cli-'));
const csv = join(folder, 'orders.data');
let port = '';
let up: Awaited<ReturnType<typeof ask>>;

beforeAll(async () => {
  port = String(await freePort());
  up = await ask('up', '--detach', '--no-tracking', '--port', port);
  mkdirSync(join(folder, 'projects', 'orders'), { recursive: true });
  writeFileSync(join(folder, 'projects', 'orders', 'project.yml'), JSON.stringify(tinyProject('orders')));
  writeFileSync(csv, tinyTable());
});
afterAll(async () => {
  await nacre('reset', '--port', port);
  rmSync(folder, { recursive: true, force: true });
});

/** A member somewhere inside an answer. */
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);

describe('nacre', () => {
  it('tells with up --json where the cloud is and how to speak to it', async () => {
    const status = await ask('status', '--port', port);

    expect(up.code).toBe(0);
    expect(up.answer).toMatchObject({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      account: '123456789012',
      buckets: { data: 'nacre-dev-data-123456789012-eu-west-1' },
      stateMachines: { trainModel: 'arn:aws:states:eu-west-1:123456789012:stateMachine:nacre-dev-train-model' },
      credentials: { accessKeyId: expect.stringMatching(/^AKIA/), secretAccessKey: expect.any(String) },
    });
    expect(status.answer).toMatchObject({ up: true, endpoint: up.answer['endpoint'] });
  });

  it('trains what it puts and tells the run, its log, its mail and its events', async () => {
    await ask('image', 'push', TINY, '--tag', 'tiny', '--port', port);
    const applied = await ask('apply', join(folder, 'projects'), '--port', port);

    const put = await ask('put', 'orders', csv, '--wait', '--port', port);
    const id = String(at(put.answer, 'run', 'id'));
    const [runs, run, logs, mail, events] = await Promise.all([
      ask('runs', '--port', port),
      ask('run', id, '--port', port),
      ask('logs', id, '--port', port),
      ask('mail', '--port', port),
      ask('events', '--port', port),
    ]);

    expect(applied.answer).toMatchObject({ projects: [{ project: 'orders', applied: true }] });
    expect(put.code).toBe(0);
    expect(DocumentedRun.safeParse(put.answer).error).toBeUndefined();
    expect(at(put.answer, 'run')).toMatchObject({
      project: 'orders',
      status: 'Succeeded',
      requests: [{ trigger: 'upload' }],
      dataset: { objects: [{ key: 'orders/datasets/orders.csv' }], rows: 100, badRows: 0, snapshot: expect.stringMatching(/^s3:/) },
      job: { name: `${id}-a1`, image: expect.stringMatching(/@sha256:/) },
      gate: { passed: true, checks: [{ metric: 'rmse', atMost: 1000, passed: true }] },
      modelPackage: { version: 1, approval: 'Approved' },
      failure: null,
      mails: [{ to: 'orders@example.com', subject: 'orders: model version 1 registered' }],
    });
    expect(at(runs.answer, 'runs', 0)).toMatchObject({ id, status: 'Succeeded' });
    expect(at(run.answer, 'run')).toEqual(at(put.answer, 'run'));
    expect(at(run.answer, 'audit', 0)).toMatchObject({ who: 'openRun', what: 'run opened' });
    expect(at(logs.answer, 'lines', 0)).toContain('tiny training');
    expect(at(mail.answer, 'mails', 0)).toMatchObject({ to: 'orders@example.com', status: 'sent' });
    expect(JSON.stringify(events.answer)).toContain('SageMaker Training Job State Change');
  });

  it('ends with the document and status 1 when the data is refused', async () => {
    writeFileSync(join(folder, 'empty.csv'), '');

    const { code, answer } = await ask('put', 'orders', join(folder, 'empty.csv'), '--wait', '--port', port);

    expect(code).toBe(1);
    expect(DocumentedRun.safeParse(answer).error).toBeUndefined();
    expect(at(answer, 'run')).toMatchObject({
      status: 'Refused',
      job: null,
      modelPackage: null,
      failure: { class: 'Refused', nextStep: expect.any(String) },
    });
  });

  it('prints nothing but the document through npm itself', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', 'nacre', '--', 'doctor', '--json', '--port', port], { cwd: root }).catch((error) => error);

    expect(JSON.parse(stdout)).toMatchObject({ findings: expect.any(Array) });
  });

  it('says what to do about a missing cloud, file or run, without a stack', async () => {
    const unused = String(await freePort());

    const [noCloud, noFile, noRun] = await Promise.all([
      nacre('runs', '--port', unused),
      nacre('put', 'orders', '/no/such.csv', '--port', port),
      nacre('run', 'orders-9-aaaaaa', '--port', port),
    ]);

    expect([noCloud.code, noFile.code, noRun.code]).toEqual([1, 1, 1]);
    expect(noCloud.stderr).toContain('nacre -- up --detach');
    expect(noFile.stderr.trim()).toBe('There is no file /no/such.csv.');
    expect(noRun.stderr).toContain('`nacre runs` lists them');
  });

  it('helps with every command', async () => {
    const commands = ['start', 'up', 'down', 'reset', 'status', 'doctor', 'events', 'apply', 'put', 'runs', 'run', 'logs', 'mail', 'image', 'profile'];

    const helped = await Promise.all(commands.map((command) => nacre(command, '--help')));

    expect(helped.map(({ code, stdout }) => code === 0 && stdout.includes('Usage: nacre') && stdout.includes('--json'))).toEqual(commands.map(() => true));
  });
});

describe('a laptop cloud', () => {
  it('runs beside another one, ends without a trace when it is killed in the middle of a run, and says so on the next start', async () => {
    const other = String(await freePort());
    const second = await ask('up', '--detach', '--no-tracking', '--port', other);
    const pid = Number(second.answer['pid']);
    await trainWithoutEnd(other);

    process.kill(pid, 'SIGKILL');
    const left = await eventually(async () => processesOf(other).length === 0);
    const child = start('up', '--no-tracking', '--port', other);
    const ended = outcomeOf(child);
    await eventually(async () => (await ask('status', '--port', other)).code === 0);
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { stderr } = await ended;
    const log = readFileSync(cloudLog(Number(other)), 'utf8');
    const after = await nacre('reset', '--port', other);

    expect({ left, after: after.code, running: processesOf(other) }).toEqual({ left: true, after: 0, running: [] });
    expect(stderr).toContain('did not end properly');
    expect(log).not.toMatch(/broke|moto ended/);
    expect((await ask('status', '--port', port)).answer).toMatchObject({ up: true });
  });

  it('says which port is in use and what to do', async () => {
    const server = createServer();
    const taken = await new Promise<string>((resolve) => server.listen(0, '127.0.0.1', () => resolve(String(at(server.address(), 'port')))));

    const { code, stderr } = await nacre('up', '--detach', '--no-tracking', '--port', taken);
    server.close();
    await nacre('reset', '--port', taken);

    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`port ${taken}\\b[^]*choose another`));
  });
});

/** Comes back while the training process runs. */
async function trainWithoutEnd(cloud: string): Promise<void> {
  const projects = join(folder, 'endless');
  mkdirSync(join(projects, 'orders'), { recursive: true });
  writeFileSync(join(projects, 'orders', 'project.yml'), JSON.stringify(tinyProject('orders', { behave: { behave: 'never-end' } })));
  await Promise.all([ask('image', 'push', TINY, '--tag', 'tiny', '--port', cloud), ask('apply', projects, '--port', cloud)]);
  await ask('put', 'orders', csv, '--port', cloud);
  await eventually(async () => JSON.stringify(await ask('events', '--port', cloud)).includes('"SecondaryStatus":"Training"'));
}
