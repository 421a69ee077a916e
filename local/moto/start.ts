import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CloudSettings } from '../plane.ts';
import { type Leashed, startLeashed } from '../processes/start-leashed.ts';

/** moto, up and answering; `exited` rejects nothing: it tells the end and the last lines that moto wrote. */
export interface Moto {
  readonly port: number;
  readonly exited: Promise<{ readonly message: string }>;
  close(): Promise<void>;
}

/** Starts the part of the laptop cloud that remembers. It chooses its own port; links that it makes point to the gateway. */
export async function startMoto(settings: Pick<CloudSettings, 'port' | 'region' | 'account' | 'folder' | 'root'>): Promise<Moto> {
  const log = join(settings.folder, 'logs', 'moto.log');
  mkdirSync(join(settings.folder, 'logs'), { recursive: true });
  const tail: string[] = [];
  const announced = Promise.withResolvers<number>();
  const moto = launch(settings, (line, from) => {
    if (from === 'stdout') announced.resolve(portIn(line));
    tail.push(line);
    if (tail.length > 20) tail.shift();
    appendFileSync(log, `${line}\n`);
  });
  const exited = moto.exited.then(({ code, signal }) => ({
    message: `moto ended (${signal ?? `status ${code}`}); its log is ${log} and ends with:\n${tail.join('\n')}`,
  }));
  const port = await Promise.race([announced.promise, exited.then(({ message }) => Promise.reject(new Error(message)))]);
  return { port, exited, close: () => end(moto) };
}

function launch({ port, region, account, folder, root }: Parameters<typeof startMoto>[0], log: (line: string, from: 'stdout' | 'stderr') => void): Leashed {
  return startLeashed({
    name: 'moto',
    folder,
    command: join(root, '.venv', 'bin', 'python'),
    args: [join(root, 'local', 'moto', 'serve.py')],
    cwd: folder,
    // PATH alone would do; the rest keeps moto off the network, off this account's real credentials and quick to start.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      MOTO_PORT: String(port),
      MOTO_ACCOUNT_ID: account,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'moto',
      AWS_SECRET_ACCESS_KEY: 'moto',
      S3_UPLOAD_PART_MIN_SIZE: String(5 * 1024 * 1024),
    },
    log,
  });
}

function portIn(line: string): number {
  return z.object({ port: z.number() }).parse(JSON.parse(line)).port;
}

async function end(moto: Leashed): Promise<void> {
  moto.signal('SIGKILL');
  await moto.exited;
}
