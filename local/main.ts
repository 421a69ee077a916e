/** The process of one laptop cloud: `node local/main.ts --port 4566 [--attached] [--untracked]`. What it prints is its log; the `nacre` command reads it. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startCloud } from './cloud.ts';
import { folderOf, removeDescription, writeDescription } from './description.ts';
import { startOfProcess } from './processes/start-of-process.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4566' }, attached: { type: 'boolean', default: false }, untracked: { type: 'boolean', default: false } },
});
const port = Number(values.port);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = folderOf(root, port);

let close = async (): Promise<void> => undefined;
let ending = false;

/** Ends everything once, whoever asks for it and however often. */
function end(status: number): void {
  if (ending) return;
  ending = true;
  close()
    .catch((error: unknown) => console.error('while ending:', error))
    .finally(() => {
      removeDescription(folder);
      process.exit(status);
    });
}

process.on('SIGTERM', () => end(0));
process.on('SIGINT', () => end(0));
if (values.attached) {
  // Our standard input is held by whoever started us; it ends when they do.
  process.stdin.resume();
  process.stdin.on('end', () => end(0));
  process.stdin.on('error', () => end(0));
}

try {
  const cloud = await startCloud({ port, root, folder, tell: (line) => console.log(line), tracking: values.untracked ? 'off' : 'on' });
  close = cloud.close;
  writeDescription({ ...cloud.description, pid: process.pid, processStart: startOfProcess(process.pid) ?? '' });
  console.log(`The laptop cloud is up at ${cloud.description.endpoint}`);
  cloud.broken.then((message) => {
    console.error(`A part of the laptop cloud broke, so all of it ends: ${message}`);
    end(1);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  end(1);
}
