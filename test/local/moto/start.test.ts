import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startMoto } from '../../../local/moto/start.ts';

let folder: string;
const settings = () => ({ port: 4566, region: 'eu-west-1', account: '123456789012', folder, root: resolve(import.meta.dirname, '../../..') });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nacre-moto-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('answers once it has started, and tells its end with its log', async () => {
  const moto = await startMoto(settings());
  const answer = await fetch(`http://127.0.0.1:${moto.port}/moto-api/data.json`);

  await moto.close();

  expect(answer.status).toBe(200);
  expect((await moto.exited).message).toMatch(/^moto ended \(SIGKILL\); its log is .*moto\.log and ends with:/);
});

it('says why when it cannot start', async () => {
  const root = folder;

  await expect(startMoto({ ...settings(), root })).rejects.toThrow(/^moto ended \(status 127\).*python/s);
  expect(readFileSync(join(folder, 'logs', 'moto.log'), 'utf8')).toContain('python');
});
