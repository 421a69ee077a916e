import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
const files = tracked.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const inFolder = (...folders: string[]) => files.filter((file) => folders.includes(file.split('/')[0] ?? '') && file.endsWith('.ts'));
const PRODUCT = ['events', 'core', 'adapters', 'functions'];

/** Relative imports, as paths from the root. */
function importsOf(file: string): readonly string[] {
  return [...read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => normalize(join(dirname(file), path)));
}

/** Each part may import itself and what stands before it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  events: ['events'],
  core: ['events', 'core'],
  adapters: ['events', 'core', 'adapters'],
  functions: ['events', 'core', 'adapters', 'functions'],
};

describe('the structure', () => {
  it.each(Object.entries(MAY_IMPORT))('lets %s import only %s', (folder, allowed) => {
    const wrong = inFolder(folder).flatMap((file) =>
      importsOf(file)
        .filter((path) => !allowed.includes(path.split('/')[0] ?? ''))
        .map((path) => `${file} imports ${path}`),
    );

    expect(wrong).toEqual([]);
  });

  it('keeps SDKs, clocks, chance, environment and files out of core', () => {
    const forbidden = /@aws-sdk|@smithy|process\.env|Date\.now\(|new Date\(\)|Math\.random|node:fs|node:child_process|node:http/;

    const wrong = inFolder('core').filter((file) => forbidden.test(read(file)));

    expect(wrong).toEqual([]);
  });

  it('keeps every trace of the laptop out of what is deployed', () => {
    const deployed = [
      ...inFolder(...PRODUCT),
      ...files.filter((file) => file.startsWith('state-machines/') || file === 'serverless.yml' || file.startsWith('infrastructure/')),
    ];

    const wrong = deployed.filter((file) => /localhost|127\.0\.0\.1|AWS_ENDPOINT_URL|\bmoto\b|laptop/i.test(read(file)));

    expect(wrong).toEqual([]);
  });

  it('keeps doors at thirty lines and every other source at two hundred', () => {
    const sources = files.filter((file) => /\.(ts|mjs|py|yml)$|training-image\/(train|serve)$/.test(file));
    const lines = (file: string) => read(file).split('\n').length - 1;

    const long = sources.filter((file) => lines(file) > (file.startsWith('functions/') && !/door|environment/.test(file) ? 30 : 200));

    expect(long).toEqual([]);
  });

  it('asserts no type away', () => {
    const wrong = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && /[\w)\]}] as (?!const\b)[A-Z{(\w]/.test(withoutProse(read(file))));

    expect(wrong).toEqual([]);
  });

  it('leaves nothing half done and no test switched off', () => {
    const marks = new RegExp(['TO', 'DO|FIX', 'ME|\\b(it|test|describe)\\.(skip|only|todo)\\b|@ts-', '(ignore|nocheck)'].join(''));

    const wrong = files.filter((file) => /\.(ts|mjs|py|yml|md)$/.test(file) && marks.test(read(file)));

    expect(wrong).toEqual([]);
  });

  it('names each error class by a literal that survives minifying', () => {
    const wrong = inFolder('core').flatMap((file) =>
      [...read(file).matchAll(/class (\w+) extends Error \{\s*override readonly name = '(\w+)'/g)]
        .filter(([, name, literal]) => name !== literal)
        .map(([, name]) => `${file}: ${name}`),
    );
    const classes = inFolder('core').flatMap((file) => [...read(file).matchAll(/class (\w+) extends Error/g)]);
    const literal = inFolder('core').flatMap((file) => [...read(file).matchAll(/override readonly name = '/g)]);

    expect(wrong).toEqual([]);
    expect(literal).toHaveLength(classes.length);
  });

  it('has a use case behind every function, and a test that calls it', () => {
    const functions = inFolder('functions')
      .map((file) => basename(file, '.ts'))
      .filter((name) => !['door', 'environment'].includes(name));
    const tested = files.filter((file) => file.startsWith('test/core/')).flatMap(importsOf);

    expect(functions.filter((name) => !files.includes(`core/${name}.ts`))).toEqual([]);
    expect(functions.filter((name) => !tested.includes(`core/${name}.ts`))).toEqual([]);
  });

  it('locks every package without an address and ships none under a copyleft licence', () => {
    const lock = read('package-lock.json');

    expect(lock).not.toMatch(/"resolved":/);
    expect(lock.match(/"license": "[^"]*\b[AL]?GPL[^"]*"/g) ?? []).toEqual([]);
    expect(read('requirements.txt')).not.toMatch(/--index-url|--extra-index-url|https?:/);
  });
});

/** Comments, texts and patterns may say "as" like anybody else, and an import renames. One pass, for each of them may hold what begins another. */
function withoutProse(source: string): string {
  const comment = /\/\*[\s\S]*?\*\/|\/\/.*/;
  const text = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/;
  const pattern = /(?<=[(,=:[!&|?{};]\s*)\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/[a-z]*/;
  const prose = new RegExp([comment, text, pattern].map(({ source }) => source).join('|'), 'g');
  return source.replace(prose, "''").replace(/^(?:import|export)\b[^;(=]*\bfrom\b[^;]*;/gm, '');
}
