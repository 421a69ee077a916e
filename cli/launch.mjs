#!/usr/bin/env node
/** What npm's scripts start, on any Node from 20 on: installs what is missing, then hands over to the Node that Lambda runs. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { install, node24, root } from './install.mjs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(`nacre needs Node 20 or later to start; this is ${process.version}. Install a current Node and try again.\n`);
  process.exit(1);
}

const [command = '--help', ...rest] = process.argv.slice(2);
const programs = { test: ['test/run-checks.mjs', ...rest], simulate: ['test/world/hostile/simulate.ts', ...rest], deploy: ['cli/main.ts', 'deploy', ...rest] };

try {
  await install();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', ...(programs[command] ?? ['cli/main.ts', command, ...rest])], {
  stdio: 'inherit',
  cwd: root,
});
// Ctrl-C reaches the whole foreground group by itself; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
