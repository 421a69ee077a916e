import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import { keys } from '../../core/records.ts';
import { sha256 } from '../../core/sha256.ts';
import { ROWS, scoringWorld } from './scoring-world.ts';

async function transformed({
  body = ROWS,
  answer,
  options,
}: {
  body?: string;
  answer?: (sent: string) => string;
  options?: Parameters<typeof scoringWorld>[0];
} = {}) {
  const world = await scoringWorld(options);
  const { batch, job } = await world.transforming(body);
  await world.end(batch, {}, answer);
  return { world, batch, job };
}

describe('CollectPredictions', () => {
  it('writes the result beside a summary, and records where they lie', async () => {
    const { world, batch, job } = await transformed({ body: `${ROWS}bad,red,\n5,red,last\n` });

    const collected = await world.collect(batch);

    const { result, checked, status } = await world.batch(batch);
    const text = await world.read(result?.uri);
    expect(collected).toEqual({ rows: 61, drifted: false });
    expect(status).toBe('Collected');
    expect(text.split('\n').slice(0, 3)).toEqual(['age,colour,note,prediction,line', '3,red,fine,6,2', '4,blue,so so,8,3']);
    expect(text).toMatch(/\n5,red,last,10,63\n$/);
    expect(result).toMatchObject({ rows: 61, sha256: sha256(text) });
    expect(JSON.parse(await world.read(result?.summary))).toMatchObject({
      ...{ batch, project: 'cars', attempt: 1, cause: 'upload', object: { versionId: 'v1' } },
      model: { run: 'cars-1-abcdef', version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      rows: { read: 62, setAside: 1, scored: 61, unusablePredictions: 0 },
      sha256: { batch: checked?.sha256, sent: checked?.cleanSha256, result: sha256(text) },
      drift: { drifted: false },
      jobs: [{ job, seconds: 12 }],
      times: { collectedAt: expect.stringMatching(/^2026/) },
    });
  });

  it('keeps a page for people, which tells of rows, drift and predictions', async () => {
    const { world, batch } = await transformed({ body: `${ROWS}bad,red,\n` });

    await world.collect(batch);

    const { report } = await world.batch(batch);
    const page = await world.read(report);
    expect(report).toMatch(/\/1\/report\.html$/);
    for (const told of ['cars/batches/monday.csv', 'cars-1-abcdef', 'not a number', 'Predictions of the model']) expect(page).toContain(told);
    expect(page).not.toContain('so so');
  });

  it('finds drift in the predictions, as one more column beside the others', async () => {
    const { world, batch } = await transformed({ answer: (sent) => sent.replaceAll(/^.*$/gm, (row) => (row === '' ? '' : '99')) });
    const before = (await world.batch(batch)).checked;

    const { drifted } = await world.collect(batch);

    const { checked } = await world.batch(batch);
    expect([before?.drifted, drifted]).toEqual([false, true]);
    expect(checked?.alarms).toMatchObject([{ column: 'prediction', check: 'baseline_drift_check' }]);
    const { tests } = JSON.parse(await world.read(checked?.drift));
    expect(new Set(tests.map(({ column }: { readonly column: string }) => column))).toEqual(new Set(['age', 'colour', 'note', 'prediction']));
  });

  it('says that the predictions were compared with nothing, where the model brought none along', async () => {
    const { world, batch } = await transformed();
    await world.records.write({ update: keys.batch('cars', batch), remove: ['model.baseline.predictions'] });

    await world.collect(batch);

    expect((await world.batch(batch)).checked).toMatchObject({ drifted: false, findings: [expect.stringContaining('no profile of its own predictions')] });
  });

  it('says once that there was no baseline at all', async () => {
    const { world, batch } = await transformed({ options: { baseline: false } });

    const { drifted } = await world.collect(batch);

    expect(drifted).toBeUndefined();
    expect((await world.batch(batch)).checked?.findings).toEqual([expect.stringContaining('kept no profile of its data')]);
  });

  it('counts predictions that are no predictions, and says how many', async () => {
    const { world, batch } = await transformed({ answer: (sent) => sent.replaceAll(/^3,.*$/gm, 'nan').replaceAll(/^4,.*$/gm, '8') });

    await world.collect(batch);

    expect((await world.batch(batch)).checked?.findings).toContain('30 predictions are neither a finite number nor a text.');
  });

  it.each([
    ['one line too few', (sent: string) => sent.replace(/^.*\n/, ''), '60 rows and answered 59 lines'],
    ['one line too many', (sent: string) => `1\n${sent}`, '60 rows and answered 61 lines'],
    ['nothing', () => '', '60 rows and answered 0 lines'],
  ])('gives no row the prediction of another where the server answered %s', async (_, answer, problem) => {
    const { world, batch } = await transformed({ answer });

    await expect(world.collect(batch)).rejects.toMatchObject({ name: 'PredictionsMismatchError', message: expect.stringContaining(problem) });
    expect((await world.batch(batch)).result).toBeUndefined();
  });

  it('says so where the job left no answer at all', async () => {
    const { world, batch, job } = await transformed();
    await world.services.artifacts.discard(`cars/batches-scored/${batch}/1/${job}/clean.csv.out`);

    await expect(world.collect(batch)).rejects.toMatchObject({ name: 'PredictionsMismatchError', message: expect.stringContaining('no file') });
  });

  it('scores the version that was checked, whatever has overwritten it meanwhile', async () => {
    const { world, batch } = await transformed();
    await world.acceptBatch(world.uploadBatch('age,colour,note\n9,red,\n'));

    await world.collect(batch);

    const { result } = await world.batch(batch);
    expect(result?.rows).toBe(60);
    expect(await world.batches()).toHaveLength(2);
  });

  it('fails clearly where the version was deleted for good meanwhile', async () => {
    const { world, batch } = await transformed();
    world.services.datasets.destroy((await world.batch(batch)).object);

    await expect(world.collect(batch)).rejects.toMatchObject({ name: 'BatchGoneError', message: expect.stringContaining('version v1') });
  });

  it('passes technical trouble on', async () => {
    const { world, batch } = await transformed();
    world.services.datasets.read = () => Promise.reject(new Error('S3 is away'));

    await expect(world.collect(batch)).rejects.toThrow('S3 is away');
  });

  it('changes nothing when it is tried again, side by side or later', async () => {
    const { world, batch } = await transformed();
    const first = await Promise.all([world.collect(batch), world.collect(batch)]);
    const { result } = await world.batch(batch);

    const later = await world.collect(batch);

    expect([...first, later]).toEqual(Array(3).fill({ rows: 60, drifted: false }));
    expect((await world.batch(batch)).result).toEqual(result);
    expect((await world.batchAudit(batch)).filter((what) => what === 'predictions collected')).toHaveLength(1);
  });

  it('says which of what it needs is missing', async () => {
    const { world, batch } = await transformed();
    await world.services.artifacts.discard(`cars/batches-scored/${batch}/1/lines.csv`);
    await expect(world.collect(batch)).rejects.toMatchObject({ name: 'RecordMissingError', message: expect.stringContaining('lines.csv') });
    await world.records.write({ update: keys.batch('cars', batch), set: { jobs: [] } });
    await expect(world.collect(batch)).rejects.toMatchObject({ message: expect.stringContaining('transform job') });
  });

  it('does nothing for a scoring that is over', async () => {
    const { world, batch } = await transformed();
    await endBatch(await world.identityOf(batch), { outcome: 'Cancelled', who: 'test' }, world.services);

    await expect(world.collect(batch)).rejects.toMatchObject({ name: 'ScoringEndedError' });
  });
});
