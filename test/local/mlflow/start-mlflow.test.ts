import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMlflow } from '../../../local/mlflow/start-mlflow.ts';

const root = join(import.meta.dirname, '../../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlflow-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('startMlflow', () => {
  it('serves experiments and artifacts on 127.0.0.1, and is gone when closed', async () => {
    const mlflow = await startMlflow({ folder, root });
    await mlflow.ready;

    const created = await fetch(`${mlflow.uri}/api/2.0/mlflow/experiments/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'abalone' }),
    });
    const stored = await fetch(`${mlflow.uri}/api/2.0/mlflow-artifacts/artifacts/1/note.txt`, { method: 'PUT', body: 'hello' });
    const page = await fetch(mlflow.uri);
    await mlflow.close();

    expect([created.status, stored.status, page.status]).toEqual([200, 200, 200]);
    expect(readFileSync(join(folder, 'mlflow', 'artifacts', '1', 'note.txt'), 'utf8')).toBe('hello');
    await expect(fetch(mlflow.uri)).rejects.toThrow();
    expect((await mlflow.exited).message).toMatch(/^mlflow ended \(SIGKILL\)/);
  });

  it('tells the end of the log when it cannot start', async () => {
    const mlflow = await startMlflow({ folder, root: join(folder, 'without-python') });

    await expect(mlflow.ready).rejects.toThrow(/mlflow ended \(status 127\); its log is .*mlflow\.log and ends with:\n.*not found/s);
  });

  it('says at once that its port is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve(Number(Object(taken.address()).port)));
    });

    const started = startMlflow({ folder, root, port }).finally(() => taken.close());

    await expect(started).rejects.toThrow(`port ${port} is in use, so MLflow cannot have it; end what listens there`);
  });
});
