/** `npm run simulate`: plays hostile worlds and says what broke in which, by a seed that tells the same story again. */
import { parseArgs } from 'node:util';
import { CANARIES } from './canaries/canaries.ts';
import { type Found, findCanary } from './canaries/find-canary.ts';
import { crashMatrix } from './crash-matrix.ts';
import { playMany, storyOf } from './play-many.ts';
import { loadProduct } from './product.ts';
import { agreementLines, canaryLine, figureLines, matrixLines } from './tell.ts';

const USAGE = `npm run simulate -- [--worlds N] [--seed S] [--json]  plays N worlds (1000) from seed S (1) on
npm run simulate -- --story --seed S                  tells all that happens in the world of one seed
npm run simulate -- --canaries [--json]               takes away one guard of the product after the other and says how soon that is found
npm run simulate -- --laptop [--worlds N] [--seed S]  plays N calm stories (3) on a laptop cloud and in memory, and compares what they come to
npm run simulate -- --crashes [--json]                lets the process die at every call site of a few calm worlds
npm run simulate -- --crashes --pairs [--worlds N]    the same in all pairs, or in N of each of three worlds
`;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: {
    worlds: { type: 'string' },
    seed: { type: 'string' },
    json: flag,
    story: flag,
    laptop: flag,
    canaries: flag,
    crashes: flag,
    pairs: flag,
    help: flag,
  },
});

// Thousands of errors are thrown on purpose; to write down where costs more than to throw them.
if (!values.story) Error.stackTraceLimit = 0;

if (values.help) say([USAGE]);
else if (values.story) say(await storyOf(await loadProduct(), count('seed')));
else if (values.canaries) await canaries();
else if (values.crashes) await crashes();
else if (values.laptop) await agreements();
else await worlds();

async function worlds(): Promise<void> {
  const product = await loadProduct();
  const figures = await playMany(product, { from: count('seed'), worlds: count('worlds', 1000) });
  say(figureLines(figures), figures);
  const [first] = figures.failures;
  if (first === undefined) return;
  process.exitCode = 1;
  if (!values.json) say(await storyOf(product, first.seed));
}

async function canaries(): Promise<void> {
  const found: Found[] = [];
  for (const canary of CANARIES) {
    const one = await findCanary(canary, count('seed'));
    found.push(one);
    if (!values.json) say([canaryLine(one)]);
    if (one.seed === undefined) process.exitCode = 1;
  }
  if (values.json) say([], found);
}

async function crashes(): Promise<void> {
  const matrix = await crashMatrix(await loadProduct(), { pairs: values.pairs, most: values.worlds === undefined ? undefined : count('worlds') });
  say(matrixLines(matrix), matrix);
  if (matrix.failures.length > 0) process.exitCode = 1;
}

async function agreements(): Promise<void> {
  const { agree } = await import('../agreement/agree.ts');
  const all = await agree({ from: count('seed'), worlds: count('worlds', 3) }, (one) => values.json || say(agreementLines(one)));
  say([], all);
  if (all.some(({ agrees }) => !agrees)) process.exitCode = 1;
}

function say(lines: readonly string[], result?: unknown): void {
  const text = values.json && result !== undefined ? [JSON.stringify(result)] : lines;
  process.stdout.write(text.map((line) => `${line}\n`).join(''));
}

function count(name: 'worlds' | 'seed', usual = 1): number {
  const number = Number(values[name] ?? usual);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number above zero, not ${values[name]}`);
}
