import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CloudSettings } from '../plane.ts';
import { checkPortIsFree, freePort } from '../processes/free-port.ts';
import { type Leashed, startLeashed } from '../processes/start-leashed.ts';

export interface Mlflow {
  /** The tracking URI, known before the server answers. */
  readonly uri: string;
  /** Resolves when the server answers; rejects with the end of its log where it never will. */
  readonly ready: Promise<void>;
  /** Resolves when the server has ended, with what to tell. */
  readonly exited: Promise<{ readonly message: string }>;
  close(): Promise<void>;
}

const PATIENCE_MS = 120_000;

/**
 * Starts a real `mlflow server` from the checkout's Python environment; runs and artifacts are kept in <folder>/mlflow.
 * It takes seconds to answer, so nothing waits for it here: the cloud goes on, and who needs it awaits `ready`.
 */
export async function startMlflow({ folder, root, port }: Pick<CloudSettings, 'folder' | 'root'> & { readonly port?: number }): Promise<Mlflow> {
  const listening = port ?? (await freePort());
  await checkPortIsFree(listening, 'MLflow');
  const uri = `http://127.0.0.1:${listening}`;
  const log = join(folder, 'logs', 'mlflow.log');
  const server = launch({ folder, root, port: listening, log });
  const exited = server.exited.then(({ code, signal }) => ({
    message: `mlflow ended (${signal ?? `status ${code}`}); its log is ${log} and ends with:\n${tailOf(log)}`,
  }));
  const ready = answers(uri, exited);
  // Whoever awaits it is told; nobody has to.
  ready.catch(() => undefined);
  return { uri, ready, exited, close: () => end(server) };
}

/** Without these settings it calls home (a minute without a network) and starts workers that nothing here needs. */
function launch({ folder, root, port, log }: { readonly folder: string; readonly root: string; readonly port: number; readonly log: string }): Leashed {
  const home = join(folder, 'mlflow');
  mkdirSync(join(home, 'artifacts'), { recursive: true });
  const python = join(root, '.venv', 'bin');
  return startLeashed({
    name: 'mlflow',
    folder,
    command: join(python, 'python'),
    args: [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${join(home, 'mlflow.db')}`, '--artifacts-destination', join(home, 'artifacts')],
    ],
    cwd: home,
    env: {
      PATH: `${python}:/usr/bin:/bin`,
      HOME: home,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    },
    log,
  });
}

async function answers(uri: string, exited: Mlflow['exited']): Promise<void> {
  let ended: string | undefined;
  exited.then(({ message }) => {
    ended = message;
  });
  const deadline = Date.now() + PATIENCE_MS;
  while (ended === undefined) {
    const healthy = await fetch(`${uri}/health`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    if (Date.now() > deadline) throw new Error(`mlflow did not answer on ${uri} within ${PATIENCE_MS / 1000} s; look into its log`);
    await wait(100);
  }
  throw new Error(ended);
}

function tailOf(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
}

async function end(server: Leashed): Promise<void> {
  server.signal('SIGKILL');
  await server.exited;
}
