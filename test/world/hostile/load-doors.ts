import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import * as errors from '../../../core/errors.ts';
import { type DeployedFunction, deployedFunctions } from './deployed-functions.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const ERRORS = join(root, 'core/errors.ts');

/** A function's own code, from the door inward. */
export type Door = (event: unknown, context: object) => Promise<unknown>;
export type Doors = ReadonlyMap<string, DeployedFunction & { readonly door: Door }>;

/** What stands in for each file of adapters/, by its name without `.ts`. */
export type Adapters = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One change of the product's source: the text must stand there, once. */
export type Mutation = { readonly file: string; readonly from: string; readonly to: string };

/**
 * The functions as deployed, in one bundle: every file of functions/, core/ and events/ is the product's, only adapters/ is exchanged.
 * Throws where a mutation's text is not in its file any more, and where a door asks for an adapter that nobody stands in for.
 */
export async function loadDoors(adapters: Adapters, mutations: readonly Mutation[] = []): Promise<Doors> {
  const functions = deployedFunctions();
  const { outputFiles } = await build({
    stdin: { contents: functions.map(({ name, file }) => `export { handler as ${name} } from './${file}';`).join('\n'), resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'doors',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    define: { 'process.env': 'deployedEnvironment' },
    plugins: [exchanged({ ...adapters, errors }), mutated(mutations), remembering, uncompressed],
    logLevel: 'silent',
  });
  const environment = { ...Object.assign({}, ...functions.map((each) => each.environment)), POWERTOOLS_LOG_LEVEL: 'SILENT' };
  const run = compileFunction(`${outputFiles[0]?.text ?? ''}\nreturn doors;`, ['require', 'standIns', 'deployedEnvironment'], { filename: 'doors.js' });
  const doors = run(createRequire(import.meta.url), { ...adapters, errors }, environment);
  return new Map(functions.map((each) => [each.name, { ...each, door: doors[each.name] }]));
}

function exchanged(adapters: Adapters): Plugin {
  return {
    name: 'exchanged',
    setup({ onResolve, onLoad }) {
      // core/ catches by class what the world throws in the name of an adapter: both must mean the same class.
      onResolve({ filter: /\/errors\.ts$/ }, ({ path, resolveDir }) =>
        join(resolveDir, path) === ERRORS ? { path: 'errors', namespace: 'exchanged' } : undefined,
      );
      onResolve({ filter: /^\.\.\/adapters\// }, ({ path }) => ({ path: path.replace(/^.*\/(.*)\.ts$/, '$1'), namespace: 'exchanged' }));
      onLoad({ filter: /.*/, namespace: 'exchanged' }, ({ path }) => {
        const members = Object.keys(adapters[path] ?? {});
        if (members.length === 0) return { errors: [{ text: `no world stands in for adapters/${path}.ts; add it to test/world/hostile/stand-ins.ts` }] };
        return { contents: members.map((member) => `export const ${member} = standIns[${JSON.stringify(path)}].${member};`).join('\n') };
      });
    },
  };
}

/** Archives are not compressed in the worlds: to unpack one would take a thread, and time that is not theirs. */
const uncompressed: Plugin = {
  name: 'uncompressed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:zlib$/ }, () => ({ path: 'zlib', namespace: 'uncompressed' }));
    onLoad({ filter: /.*/, namespace: 'uncompressed' }, () => ({
      contents: "import { PassThrough } from 'node:stream';\nexport const createGunzip = () => new PassThrough();",
    }));
  },
};

/** Zod answers the same for the same record, and the records in memory never change: what was parsed once is not parsed again. */
const remembering: Plugin = {
  name: 'remembering',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/core\/parse\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const from = 'export const safeParse = /* @__PURE__*/ _safeParse(errors.$ZodRealError);';
      if (!source.includes(from)) return { errors: [{ text: `${path} does not hold: ${from}` }] };
      return { contents: source.replace(from, () => REMEMBERED) };
    });
  },
};

const REMEMBERED = `
const parsedOf = new WeakMap();
const parseAnew = _safeParse(errors.$ZodRealError);
export function safeParse(schema, value, ctx) {
  if (ctx !== undefined || typeof value !== 'object' || value === null || !Object.isFrozen(value)) return parseAnew(schema, value, ctx);
  let known = parsedOf.get(value);
  if (!known) parsedOf.set(value, (known = new Map()));
  let parsed = known.get(schema);
  if (!parsed) known.set(schema, (parsed = parseAnew(schema, value, ctx)));
  return parsed;
}`;

function mutated(mutations: readonly Mutation[]): Plugin {
  return {
    name: 'mutated',
    setup({ onLoad }) {
      for (const file of new Set(mutations.map((each) => each.file)))
        onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, async () => {
          let contents = await readFile(join(root, file), 'utf8');
          for (const { from, to } of mutations.filter((each) => each.file === file)) {
            if (contents.split(from).length !== 2) return { errors: [{ text: `${file} does not hold, once: ${from}` }] };
            contents = contents.replace(from, () => to);
          }
          return { contents, loader: 'ts' };
        });
    },
  };
}
