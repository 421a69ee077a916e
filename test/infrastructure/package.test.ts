import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { packageService } from '../../local/provision/package-service.ts';
import { TEMPLATE } from '../../local/provision/packaged.ts';
import { type Compiled, compile, kebab, root } from './compiled.ts';
import { entriesOf } from './zip-entries.ts';

/** Of the largest, applyProject, which speaks to six services: 650 KiB. */
const LARGEST_BUNDLE = 650 * 1024;

describe('the package', () => {
  let compiled: Compiled;
  let keys: readonly string[];
  beforeAll(async () => {
    compiled = await compile();
    keys = compiled
      .of('AWS::Lambda::Function', z.object({ FunctionName: z.string() }))
      .map(({ properties }) => properties.FunctionName.replace('nacre-dev-', ''));
  });

  it('holds one small bundle for each function', async () => {
    for (const key of keys) {
      const entries = await entriesOf(join(compiled.folder, `${key}.zip`));

      expect(entries.map(({ name }) => name)).toEqual([`functions/${kebab(key)}.mjs`]);
      expect({ key, small: (entries[0]?.bytes ?? 0) <= LARGEST_BUNDLE }).toEqual({ key, small: true });
    }
  });

  it('has the same bundles, byte for byte, when it is packaged again for another stage, whose name is in every other name', async () => {
    const prod = await mkdtemp(join(tmpdir(), 'nacre-prod-'));

    await packageService(root, prod, 'prod');

    for (const key of keys) expect((await readFile(join(prod, `${key}.zip`))).equals(await readFile(join(compiled.folder, `${key}.zip`)))).toBe(true);
    const template = await readFile(join(prod, TEMPLATE), 'utf8');
    expect(template).not.toContain('nacre-dev');
    expect(template).toContain('"nacre-prod-records"');
  });

  it('passes cfn-lint', async () => {
    const linted = await promisify(execFile)(join(root, '.venv', 'bin', 'cfn-lint'), ['--template', compiled.path]);

    expect(linted.stdout).toBe('');
  });

  it('says what is wrong where serverless.yml cannot be packaged', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'nacre-empty-'));

    const packaging = packageService(root, join(empty, 'package'), 'not a stage');

    await expect(packaging).rejects.toThrow('serverless.yml could not be packaged; osls says:');
  });
});
