import { describe, expect, it } from '@jest/globals';
import { prepareDataset } from '../../core/prepare-dataset.ts';
import { prepareCsv } from '../../core/quality/prepare.ts';
import type { ObjectVersion } from '../../core/records.ts';
import { sha256 } from '../../core/sha256.ts';
import { abalone, givenRun, RUN, STEP } from '../world/given-run.ts';

const ROW = 'M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,15';
const rows = (count: number, row = ROW) => `${row}\n`.repeat(count);
const UPLOADED = '2026-11-21T09:59:30.000Z';

/** A run that is to read these files of the project. */
async function givenFiles(files: Readonly<Record<string, string | Buffer>>, change: Parameters<typeof givenRun>[0] = {}) {
  const world = await givenRun(change);
  const objects: readonly ObjectVersion[] = Object.entries(files).map(([name, body]) =>
    world.services.datasets.put(`abalone/datasets/${name}`, body, { lastModified: UPLOADED }),
  );
  await world.records.write({ update: { pk: 'PROJECT#abalone', sk: 'RUN#000001' }, set: { objects } });
  return { ...world, objects, prepare: () => prepareDataset(STEP, prepareCsv, world.services) };
}

const keysOf = ({ services }: Awaited<ReturnType<typeof givenRun>>) => [...services.artifacts.objects.keys()].sort();

describe('PrepareDataset', () => {
  it('keeps a clean copy named by its hash, and the profile beside the run', async () => {
    const world = await givenFiles({ 'a.csv': rows(200) });

    const answer = await world.prepare();

    const { dataset } = await world.run();
    expect(answer).toEqual({ next: 'go', rows: 200, badRows: 0 });
    expect(keysOf(world)).toEqual([
      ...['constraints', 'contract', 'profile', 'statistics'].map((name) => `abalone/runs/${RUN}/${name}.json`),
      `abalone/snapshots/${dataset?.snapshotSha256}/train.csv`,
    ]);
    const clean = world.services.artifacts.objects.get(`abalone/snapshots/${dataset?.snapshotSha256}/train.csv`) ?? '';
    expect(sha256(clean)).toBe(dataset?.snapshotSha256);
    const contract = JSON.parse(world.services.artifacts.objects.get(`abalone/runs/${RUN}/contract.json`)?.toString() ?? '');
    expect(contract).toMatchObject({ target: 'Rings', columns: [{ name: 'Sex', type: 'category', values: ['M', 'F', 'I'] }, ...Array(8).fill({})] });
    expect(clean.toString().split('\n')[0]).toBe('Sex,Length,Diameter,Height,Whole weight,Shucked weight,Viscera weight,Shell weight,Rings');
  });

  it('records which version was read, with its hash and its rows', async () => {
    const { prepare, run, objects } = await givenFiles({ 'a.csv': rows(200) });

    await prepare();

    expect(await run()).toMatchObject({
      status: 'Prepared',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      dataset: {
        sha256: sha256(rows(200)),
        rows: 200,
        badRows: 0,
        objects: [{ versionId: objects[0]?.versionId, sha256: sha256(rows(200)), rows: 200, badRows: 0 }],
      },
    });
  });

  it('makes one data set of several files, whose hash is that of the lines that sha256sum prints', async () => {
    const { prepare, run } = await givenFiles({ 'a.csv': rows(60), 'b.csv': rows(50) });

    await prepare();

    const lines = `${sha256(rows(60))}  abalone/datasets/a.csv\n${sha256(rows(50))}  abalone/datasets/b.csv\n`;
    expect((await run()).dataset).toMatchObject({ rows: 110, sha256: sha256(lines) });
  });

  it('sets single bad rows aside, with their line numbers and without their values', async () => {
    const world = await givenFiles({ 'a.csv': `${rows(150)}M,secret,0.3,0.1,0.5,0.2,0.1,0.1,9\n${rows(49)}` });

    const answer = await world.prepare();

    const kept = world.services.artifacts.json(`abalone/runs/${RUN}/set-aside.json`);
    expect(answer).toEqual({ next: 'go', rows: 200, badRows: 1 });
    expect(kept).toMatchObject({ badRows: 1, rows: [{ source: 'abalone/datasets/a.csv', line: 151, column: 'Length' }] });
    expect(JSON.stringify([kept, await world.run(), await world.audit()])).not.toContain('secret');
  });

  it('refuses data with too many bad rows, naming reasons, columns and lines', async () => {
    const world = await givenFiles({ 'a.csv': `${rows(140)}${rows(60, 'M,secret,0.3,0.1,0.5,0.2,0.1,0.1,9')}` });

    const answer = await world.prepare();

    const { verdict, dataset } = await world.run();
    expect(answer).toEqual({ next: 'finish', outcome: 'Refused' });
    expect(verdict).toMatchObject({ outcome: 'Refused', reason: '60 of 200 rows (30 %) cannot be used; the project takes at most 5 %.' });
    expect(verdict?.details[0]).toMatch(/^60 rows: .*column Length; first in lines 141, 142, 143, 144, 145/);
    expect(dataset).toMatchObject({ rows: 200, badRows: 60, setAside: expect.stringContaining('set-aside.json') });
    expect(dataset).not.toHaveProperty('snapshot');
    expect(keysOf(world).filter((key) => key.endsWith('.csv'))).toEqual([]);
    expect(JSON.stringify(verdict)).not.toContain('secret');
  });

  it('refuses data with too few rows', async () => {
    const { prepare, run } = await givenFiles({ 'a.csv': rows(99) });

    await prepare();

    expect((await run()).verdict).toMatchObject({ outcome: 'Refused', reason: 'There are 99 usable rows, and the project wants at least 100.' });
  });

  it('refuses an empty file, naming it', async () => {
    const world = await givenFiles({ 'a.csv': '' });

    const answer = await world.prepare();

    expect(answer).toEqual({ next: 'finish', outcome: 'Refused' });
    expect((await world.run()).verdict).toMatchObject({
      outcome: 'Refused',
      reason: 'abalone/datasets/a.csv cannot be read as data of this project.',
      nextStep: expect.any(String),
    });
    expect(keysOf(world)).toEqual([]);
  });

  it('refuses a file whose columns are not those of the project', async () => {
    const { prepare, run } = await givenFiles({ 'a.csv': rows(200, 'M,0.4,0.3') });

    await prepare();

    expect((await run()).verdict?.outcome).toBe('Refused');
  });

  it('refuses a version that was deleted before it was read', async () => {
    const { prepare, run, services, objects } = await givenFiles({ 'a.csv': rows(200), 'b.csv': rows(200) });
    if (objects[1]) services.datasets.destroy(objects[1]);

    const answer = await prepare();

    expect(answer).toEqual({ next: 'finish', outcome: 'Refused' });
    expect((await run()).verdict).toMatchObject({
      reason: 'The data was deleted before it could be read.',
      details: [`abalone/datasets/b.csv, version ${objects[1]?.versionId}`],
    });
  });

  it('skips what the last good run was made of', async () => {
    const first = await givenFiles({ 'a.csv': rows(200) });
    await first.prepare();
    const { fingerprint = '' } = await first.run();
    const second = await givenFiles({ 'copy.csv': rows(200) }, { project: { lastGood: { run: 'abalone-0-aaaaaa', fingerprint } } });

    const answer = await second.prepare();

    expect(answer).toEqual({ next: 'finish', outcome: 'Skipped' });
    expect((await second.run()).verdict?.reason).toContain('those of run abalone-0-aaaaaa');
    expect(keysOf(second).filter((key) => key.endsWith('.csv'))).toEqual([]);
  });

  it.each([
    ['the image', { image: { repository: 'nacre/training', tag: 'latest', digest: `sha256:${'cd'.repeat(32)}`, uri: 'x' } }],
    ['a parameter', { definition: { ...abalone(), training: { ...abalone().training, hyperparameters: { epochs: 101 } } } }],
  ])('trains again when %s has changed', async (_, change) => {
    const first = await givenFiles({ 'a.csv': rows(200) });
    await first.prepare();
    const { fingerprint = '' } = await first.run();
    const second = await givenFiles({ 'a.csv': rows(200) }, { run: change, project: { lastGood: { run: 'abalone-0-aaaaaa', fingerprint } } });

    expect(await second.prepare()).toMatchObject({ next: 'go' });
  });

  it('does not read again what an earlier try has prepared', async () => {
    const { prepare, services, objects } = await givenFiles({ 'a.csv': rows(200) });
    await prepare();
    for (const object of objects) services.datasets.destroy(object);

    expect(await prepare()).toEqual({ next: 'go', rows: 200, badRows: 0 });
  });

  it('says of a stand-in that it is one', async () => {
    const { prepare, run, services, records } = await givenFiles({});
    const object = services.datasets.put('abalone/datasets/a.csv', rows(200), { origin: 'stand-in' });
    await records.write({ update: { pk: 'PROJECT#abalone', sk: 'RUN#000001' }, set: { objects: [object] } });

    await prepare();

    expect((await run()).dataset).toMatchObject({ standIn: true });
  });

  it('calls a store that fails an outage, not a refusal', async () => {
    const { services, run } = await givenFiles({ 'a.csv': rows(200) });
    const artifacts = { ...services.artifacts, putStream: () => Promise.reject(new Error('S3 is down')) };

    await expect(prepareDataset(STEP, prepareCsv, { ...services, artifacts })).rejects.toThrow('S3 is down');
    expect((await run()).verdict).toBeUndefined();
  });
});
