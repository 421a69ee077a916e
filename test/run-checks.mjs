/** `npm test`: everything that checks, one after the other, and one line at the end that sums it up. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const python = join(root, '.venv', 'bin', 'python');
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci'];

/** Each check says how many of its parts passed and failed; one that ends badly without saying counts as one failure. */
const checks = [
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'lint', command: [bin('biome'), 'check', '--error-on-warnings'] },
  { name: 'training image', command: [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'training-image/tests'], count: countPytest },
  { name: 'jest', command: [process.execPath, ...jest, ...process.argv.slice(2)], count: countJest },
];

let passed = 0;
let failed = 0;
for (const { name, command, count } of checks) {
  process.stdout.write(`\n== ${name}\n`);
  const { code, output } = await run(command);
  const said = count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  passed += said.passed;
  failed += said.failed + (code !== 0 && said.failed === 0 ? 1 : 0);
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

function countPytest(output) {
  return { passed: last(output, /(\d+) passed/g), failed: last(output, /(\d+) failed/g) + last(output, /(\d+) errors?\b/g) };
}

function countJest(output) {
  const line = output.match(/^Tests:.*$/m)?.[0] ?? '';
  const suites = output.match(/^Test Suites:.*$/m)?.[0] ?? '';
  // A suite that cannot even be loaded has no tests to fail; it still is a failure.
  return { passed: last(line, /(\d+) passed/g), failed: Math.max(last(line, /(\d+) failed/g), last(suites, /(\d+) failed/g)) };
}

function last(text, pattern) {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
        process.stdout.write(chunk);
      });
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
