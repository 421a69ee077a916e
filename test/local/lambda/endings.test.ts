import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { Identity, Permissions } from '../../../local/plane.ts';
import { startOfProcess } from '../../../local/processes/start-of-process.ts';
import { until } from '../processes/until.ts';
import { fakePermissions, lambdaWorld } from './lambda-world.ts';

/** Roles as in every such world; who assumed them is kept. */
function rememberingSessions(sessions: Identity[]): Permissions {
  const permissions = fakePermissions();
  return {
    ...permissions,
    assume: (...asked) => {
      const assumed = permissions.assume(...asked);
      sessions.push(assumed.identity);
      return assumed;
    },
  };
}

const lives = (pid: number) => startOfProcess(pid) !== undefined;

describe('an environment', () => {
  it('reaches the cloud where AWS_ENDPOINT_URL points, with the credentials of its role', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.end('{"TableNames":[]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const world = lambdaWorld({ endpoint });
    const arn = world.define(
      `export const handler = async () => (await fetch(process.env.AWS_ENDPOINT_URL, { headers: { authorization: process.env.AWS_ACCESS_KEY_ID } })).json();`,
    );

    const invoked = await world.host.invoke(arn, '{}');
    await world.close();
    server.close();

    expect(invoked.payload).toBe('{"TableNames":[]}');
    expect(asked).toEqual(['ASIA-nacre-dev-sample']);
  });

  it('that is crashed in its work looks as on AWS, and the others go on', async () => {
    const sessions: Identity[] = [];
    const world = lambdaWorld({ permissions: rememberingSessions(sessions) });
    const arn = world.define('export const handler = async (forever) => { console.log("at work"); if (forever) for (;;); return "well"; };');
    const invoked = world.host.invoke(arn, 'true');
    await until(() => world.lines.some((line) => line.includes('at work')));

    await world.host.crash({ kind: 'role', arn: 'of somebody else' });
    for (const session of sessions) await world.host.crash(session);

    expect((await invoked).error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') });
    expect((await world.host.invoke(arn, 'false')).payload).toBe('"well"');
    await world.close();
  });

  it('ends when the host closes, even while it works', async () => {
    const world = lambdaWorld();
    const arn = world.define('export const handler = async () => { console.log("pid " + process.pid); for (;;); };');
    const invoked = world.host.invoke(arn, '{}');
    await until(() => world.lines.some((line) => line.includes('pid ')));
    const pid = Number(/pid (\d+)/.exec(world.lines.join('\n'))?.[1]);

    await world.close();

    expect((await invoked).error?.errorType).toBe('Runtime.ExitError');
    expect(lives(pid)).toBe(false);
  });

  it('ends when the host is killed, even while it works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
    const env = { ...process.env, TMPDIR: folder };
    const parent = spawn(process.execPath, [fileURLToPath(new URL('./host-to-kill.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'], env });
    let said = '';
    parent.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await until(() => /pid \d+\n/.test(said));
    const pid = Number(/pid (\d+)/.exec(said)?.[1]);
    const before = lives(pid);

    parent.kill('SIGKILL');
    await until(() => !lives(pid));
    rmSync(folder, { recursive: true });

    expect(before).toBe(true);
  });
});
