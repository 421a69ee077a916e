import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { folderOf, readDescription } from '../../local/description.ts';
import { answer } from '../print.ts';
import { root } from '../target.ts';

type Finding = { readonly check: string; readonly fine: boolean; readonly found: string; readonly advice?: string };

/** `nacre doctor`: what nacre needs and whether it is here; exit status 1 when something is missing. */
export async function doctor(options: { readonly port: string; readonly json?: boolean }): Promise<void> {
  const findings = [node(), python(), await disk(), memory(), await portFree(Number(options.port)), await cloudAnswers(Number(options.port))];
  if (findings.some(({ fine }) => !fine)) process.exitCode = 1;
  answer(options.json, { findings }, () =>
    findings.map(({ check, fine, found, advice }) => `${fine ? 'fine ' : 'WRONG'}  ${check}: ${found}${advice && !fine ? `. ${advice}` : ''}`).join('\n'),
  );
}

function node(): Finding {
  return { check: 'Node', fine: process.versions.node.startsWith('24.'), found: process.version, advice: 'Start through npm, which brings Node 24.' };
}

function python(): Finding {
  const binary = join(root, '.venv', 'bin', 'python');
  if (!existsSync(binary)) return { check: 'Python', fine: false, found: 'no environment', advice: 'Any npm command of nacre installs it.' };
  const asked = spawnSync(
    binary,
    ['-c', 'import sys, importlib.metadata as m; print(sys.version.split()[0], *[f"{p} {m.version(p)}" for p in ("moto", "mlflow", "tensorflow-cpu")])'],
    { encoding: 'utf8' },
  );
  return {
    check: 'Python',
    fine: asked.status === 0,
    found: asked.status === 0 ? asked.stdout.trim() : (asked.stderr.trim().split('\n').at(-1) ?? ''),
    advice: 'Delete .venv and run any npm command of nacre.',
  };
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(root);
  const gigabytes = (bavail * bsize) / 1e9;
  return { check: 'disk', fine: gigabytes > 2, found: `${gigabytes.toFixed(1)} GB free`, advice: 'Jobs, snapshots and MLflow need room: free at least 2 GB.' };
}

function memory(): Finding {
  const gigabytes = freemem() / 1e9;
  return { check: 'memory', fine: gigabytes > 1, found: `${gigabytes.toFixed(1)} GB free`, advice: 'TensorFlow needs about 1 GB: close something.' };
}

async function portFree(port: number): Promise<Finding> {
  if (readDescription(folderOf(root, port))) return { check: 'port', fine: true, found: `${port}, used by the laptop cloud` };
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return {
    check: 'port',
    fine: free,
    found: free ? `${port} is free` : `${port} is used by another program`,
    advice: 'Choose another with --port or NACRE_PORT.',
  };
}

async function cloudAnswers(port: number): Promise<Finding> {
  const cloud = readDescription(folderOf(root, port));
  if (!cloud) return { check: 'laptop cloud', fine: true, found: 'not up' };
  const answers = await Promise.all(
    [cloud.endpoint, ...(cloud.mlflow ? [cloud.mlflow] : [])].map((address) =>
      fetch(address, { signal: AbortSignal.timeout(3000) }).then(
        () => true,
        () => false,
      ),
    ),
  );
  return {
    check: 'laptop cloud',
    fine: answers.every(Boolean),
    found: `gateway ${answers[0] ? 'answers' : 'is silent'}, MLflow ${cloud.mlflow ? (answers[1] ? 'answers' : 'is silent') : 'is switched off'}`,
    advice: `Read ${join(cloud.folder, 'cloud.log')}; \`nacre down\` and \`nacre up\` start afresh.`,
  };
}
