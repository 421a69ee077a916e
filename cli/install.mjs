import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const venv = join(root, '.venv');
const inVenv = (program) => (process.platform === 'win32' ? join(venv, 'Scripts', `${program}.exe`) : join(venv, 'bin', program));

/** Brings node_modules and the Python environment to what the lock files say; does nothing where they are already. */
export async function install() {
  await installFrom('package-lock.json', join(root, 'node_modules', '.nacre-installed'), installNode);
  await installFrom('requirements.txt', join(venv, '.nacre-installed'), installPython);
}

/** Node 24 comes as a package per platform; which one is here follows from the platform. */
export function node24() {
  const require = createRequire(join(root, 'package.json'));
  const names = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const binary = [join(folder, 'bin', 'node'), join(folder, 'bin', 'node.exe')].find(existsSync);
      if (binary) return binary;
    } catch {
      // The other spelling may be the one for this platform.
    }
  }
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new Error(`There is no Node 24 package for ${process.platform}-${process.arch}. Install Node 24 and start again with it.`);
}

async function installFrom(lock, marker, work) {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, lock)))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  await work();
  writeFileSync(marker, wanted);
}

async function installNode() {
  await run('npm', ['ci', '--loglevel=error'], 'Installing Node packages (npm ci)', 'Delete node_modules and run `npm ci --loglevel=notice` to see why.');
}

async function installPython() {
  const python = findPython();
  if (!existsSync(inVenv('python'))) await run(python, ['-m', 'venv', venv], 'Making a Python environment', 'On Debian and Ubuntu install python3-venv.');
  const uv = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', 'requirements-uv.txt'];
  await run(inVenv('python'), uv, 'Installing uv', 'Check that PyPI can be reached.');
  // Bytecode is compiled now: TensorFlow and MLflow would otherwise start slowly every time where nothing may be cached later.
  const sync = ['pip', 'install', '--quiet', '--python', inVenv('python'), '--require-hashes', '--compile-bytecode', '-r', 'requirements.txt'];
  await run(
    inVenv('uv'),
    sync,
    'Installing Python packages, about 2 GB (TensorFlow, MLflow, moto)',
    'Delete .venv and start again; check disk space and that PyPI can be reached.',
  );
}

function findPython() {
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const asked = spawnSync(name, ['-c', 'import sys; print(sys.version_info >= (3, 10) and sys.version_info < (3, 14))'], { encoding: 'utf8' });
    if (asked.stdout?.trim() === 'True') return name;
  }
  throw new Error('nacre needs Python 3.10 to 3.13 (python3 on the PATH). Install it and start again.');
}

/** Everything an installer prints goes to standard error: standard output belongs to the command's own answer. */
async function run(program, args, what, advice) {
  process.stderr.write(`${what} ...\n`);
  const began = Date.now();
  const environment = { ...process.env, npm_config_loglevel: 'error' };
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], env: environment, shell: process.platform === 'win32' });
  const ended = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? undefined : `exit status ${code}`));
  });
  if (ended) throw new Error(`${what} failed (${ended}). ${advice}`);
  process.stderr.write(`  done in ${Math.round((Date.now() - began) / 1000)} s\n`);
}
