import { transformSync } from 'esbuild';

/** Returns a TypeScript module as the ES module that Node would run, with inline source maps so that stack traces name the source line. */
export default {
  process: (source, path) => ({ code: transformSync(source, { loader: 'ts', format: 'esm', target: 'node24', sourcemap: 'inline', sourcefile: path }).code }),
};
