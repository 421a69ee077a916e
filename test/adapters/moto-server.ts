import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const MOTO = new URL('../../.venv/bin/moto_server', import.meta.url).pathname;

/** What a client needs to speak to it. */
export type MotoClient = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** A real moto server on a free port, for the adapters: what they send is parsed and answered by somebody else's code. */
export async function startMoto(): Promise<{ readonly client: MotoClient; stop(): Promise<void> }> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(MOTO, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  while (server.exitCode === null && !(await answers(endpoint))) await pause(50);
  if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode} before it answered on port ${port}`);
  return {
    client: { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    async stop() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/data.json`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
