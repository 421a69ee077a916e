import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readJobLog } from '../../cli/job-log.ts';
import type { Story } from '../../cli/stories.ts';
import { asFacts } from '../../local/iam/needs/need.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { leftOf, NOTHING_LEFT, storyOfRun } from './aftermath.ts';
import { batchOnce, dropBatch, storyOfBatch, tinyBatch, withModel } from './batches.ts';
import { eventually } from './eventually.ts';
import { type Faults, openWithFaults } from './faults.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { textAt } from './read-back.ts';
import { predictionsOf } from './row-by-row.ts';

const Register = z.object({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) });

const processes = () => Register.parse(JSON.parse(readFileSync(join(laptop.cloud.settings.folder, 'processes.json'), 'utf8'))).processes;

let laptop: Laptop;
let faults: Faults;
let stories: Readonly<Record<string, Promise<Story>>>;
const servers: Server[] = [];

beforeAll(async () => {
  ({ laptop, faults } = await openWithFaults());
  const silent = await listening(createServer(() => undefined));
  const refusing = await listening(createHttpServer((_, response) => response.writeHead(403).end('not yours')));
  stories = {
    dead: told('dead', await freePort()),
    silent: told('silent', silent),
    refusing: told('refusing', refusing),
  };
  await Promise.allSettled(Object.values(stories));
});
afterAll(async () => {
  await laptop?.close();
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A run of the real training image; its tracking server is the one at this port. */
async function told(project: string, port: number): Promise<Story> {
  const MLFLOW_TRACKING_URI = `http://127.0.0.1:${port}`;
  faults.changes({ by: 'startTraining', call: 'sagemaker:CreateTrainingJob', about: [`${project}-1-`] }, (input) => ({
    ...input,
    Environment: { ...asFacts(input['Environment']), MLFLOW_TRACKING_URI },
  }));
  await laptop.apply(tinyProject(project, { training: { image: { repository: 'nacre/training', tag: 'latest' }, model: 'linear', maxRuntimeSeconds: 600 } }));
  await laptop.drop(project, tinyTable());
  return storyOfRun(laptop, project);
}

describe('a tracking server', () => {
  it.each([
    ['that is down', 'dead'],
    ['that hangs', 'silent'],
    ['that refuses', 'refusing'],
  ])('%s costs a run neither its model nor 15 seconds', async (_, project) => {
    const story = await stories[project];
    const [mail] = story?.mails ?? [];
    const log = await readJobLog(laptop.target, story?.run.attempts[0]?.job ?? '')();
    const waited = /not tracked: .* \(waited ([\d.]+) s\)/.exec(log.join('\n'))?.[1];

    expect(story?.run).toMatchObject({ outcome: 'Succeeded', modelPackage: { version: 1 }, mlflow: { missing: expect.stringMatching(/\w/) } });
    expect(Number(waited)).toBeLessThan(15);
    expect(mail?.text).toContain('missing: ');
    expect(await leftOf(laptop, project)).toEqual(NOTHING_LEFT);
  });
});

describe('a batch', () => {
  it('is scored whether or not there is a tracking server', async () => {
    await stories['dead'];

    const { batch } = await storyOfBatch(laptop, await dropBatch(laptop, 'dead', tinyBatch()));

    expect(batch).toMatchObject({ outcome: 'Scored', result: { rows: 20 } });
    expect(predictionsOf(await textAt(laptop, batch.result?.uri)).filter(Number.isFinite)).toHaveLength(20);
  }, 300_000);
});

describe('the part that remembers', () => {
  it('is missed at once when it dies, with the end of its log, and takes a batch with it of which nothing goes on', async () => {
    await withModel(laptop, 'cut-off', 'hang');
    const cutOff = await dropBatch(laptop, 'cut-off', tinyBatch());
    await batchOnce(laptop, cutOff, ({ status }) => status === 'Transforming');
    await eventually(async () => processes().some(({ name }) => name.startsWith(`transform job ${cutOff}`)));
    const before = processes();

    for (const { name, pid } of before) if (name === 'moto') process.kill(pid, 'SIGKILL');

    expect(await laptop.cloud.broken).toMatch(/moto ended \(SIGKILL\); its log is .*moto\.log and ends with:\n./);
    await laptop.close();
    expect(before.map(({ pid }) => pid).filter(isAlive)).toEqual([]);
  }, 300_000);
});

/** Signal 0 only asks whether there is such a process. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
