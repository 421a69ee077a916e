import { describe, expect, it } from '@jest/globals';
import sample from '../../events/batch-uploaded.sample.json' with { type: 'json' };
import { BatchUploaded } from '../../events/batch-uploaded.ts';
import { dieAtWrite, OPERATOR, OWNERS, uploadOf } from './protocol-world.ts';
import { KEY, ROWS, scoringWorld } from './scoring-world.ts';

describe('acceptBatch', () => {
  it('takes the event that AWS documents', () => {
    expect(BatchUploaded.parse(sample).detail.object.key).toBe('abalone/batches/monday.csv');
  });

  it('records the batch, opens its scoring with the reigning model and starts it, in two writes', async () => {
    const world = await scoringWorld();
    const before = world.records.writes();

    const { became, batch = '', started } = await world.acceptBatch(world.uploadBatch());

    expect(became).toBe('waiting');
    expect(batch).toMatch(/^cars-batch-[0-9a-f]{12}$/);
    expect(started).toEqual([`${batch}-1`]);
    expect(world.records.writes() - before).toBe(2);
    expect(world.services.executions.started).toEqual([`${batch}-1`]);
    expect(await world.batch(batch)).toMatchObject({
      ...{ status: 'Opened', cause: 'upload', attempt: 1, object: { key: KEY, versionId: 'v1' } },
      model: { run: 'cars-1-abcdef', modelPackage: { version: 1 }, image: 'registry/nacre/training@sha256:ab', baseline: { rows: 400 } },
    });
    expect(await world.batchAudit(batch)).toEqual(['batch taken', 'scoring opened']);
    expect(world.services.mails.sent).toEqual([]);
  });

  it.each(['cars/batches/readme.txt', 'cars/datasets/cars.csv', 'batches/cars.csv', 'team/cars/batches/cars.csv', 'cars/batches-scored/x.csv'])(
    'ignores %s',
    async (key) => {
      const world = await scoringWorld();

      const accepted = await world.acceptBatch(world.uploadBatch(ROWS, key));

      expect(accepted).toEqual({ became: 'ignored' });
      expect(await world.batches()).toEqual([]);
    },
  );

  it('spends one conditional write on a duplicate of what is at work', async () => {
    const world = await scoringWorld();
    const upload = world.uploadBatch();
    const { batch = '' } = await world.acceptBatch(upload);
    await world.check(batch);
    const before = world.records.writes();

    const again = await world.acceptBatch(upload);

    expect(again).toEqual({ became: 'duplicate', project: 'cars', batch });
    expect(world.records.writes() - before).toBe(1);
    expect(world.services.executions.startCalls).toHaveLength(1);
  });

  it('opens on the retry what the first delivery wrote before it died', async () => {
    const world = await scoringWorld();
    const upload = world.uploadBatch();
    dieAtWrite(world, 2);
    await expect(world.acceptBatch(upload)).rejects.toThrow('died');

    const { became, started } = await world.acceptBatch(upload);

    expect(became).toBe('duplicate');
    expect(world.services.executions.started).toEqual(started);
    expect(await world.batches()).toHaveLength(1);
  });

  it('starts on the retry what the first delivery opened before it died', async () => {
    const world = await scoringWorld();
    const upload = world.uploadBatch();
    world.services.executions.loseNextStart();
    await expect(world.acceptBatch(upload)).rejects.toThrow('lost');

    await world.acceptBatch(upload);

    expect(world.services.executions.started).toHaveLength(1);
  });

  it('lets a batch wait where no model reigns, and says so to each owner once', async () => {
    const world = await scoringWorld({ model: false });
    const upload = world.uploadBatch();

    const { batch = '', started } = await world.acceptBatch(upload);
    await world.acceptBatch(upload);

    expect(started).toEqual([]);
    expect(await world.batch(batch)).toMatchObject({ status: 'Waiting' });
    expect(await world.unscored()).toEqual([batch]);
    expect(world.services.mails.sent.map(({ to, subject }) => [to, subject])).toEqual(OWNERS.map((to) => [to, 'cars: a batch waits for a model']));
  });

  it('supersedes an older version that arrives late, and says so', async () => {
    const world = await scoringWorld();
    const [older, newer] = [world.uploadBatch(), world.uploadBatch(`${ROWS}5,red,new\n`)];
    await world.acceptBatch(newer);

    const { became, batch = '' } = await world.acceptBatch(older);

    expect(became).toBe('superseded');
    expect(await world.batch(batch)).toMatchObject({
      status: 'Ended',
      outcome: 'Superseded',
      verdict: { reason: expect.stringContaining('version v2 is newer') },
    });
    expect(world.services.mails.sent.map(({ subject }) => subject)).toEqual(OWNERS.map(() => 'cars: older batch not scored'));
    expect(world.services.executions.started).toHaveLength(1);
    expect(await world.unscored()).not.toContain(batch);
  });

  it('refuses a batch of a project that nobody applied, and tells the operator', async () => {
    const world = await scoringWorld();

    const { became, batch = '' } = await world.acceptBatch(uploadOf(world.services.datasets.put('boats/batches/monday.csv', ROWS)));

    expect(became).toBe('refused');
    expect(batch).toMatch(/^boats-batch-/);
    expect(world.services.mails.sent.map(({ to, subject }) => [to, subject])).toEqual([
      [OPERATOR, 'No project "boats": a batch was uploaded that nothing scores'],
    ]);
  });

  it('sends on the retry what was recorded and not mailed', async () => {
    const world = await scoringWorld({ model: false });
    const upload = world.uploadBatch();
    world.services.mails.failFor(OWNERS[0] ?? '', new Error('SES is away'));
    await expect(world.acceptBatch(upload)).rejects.toMatchObject({ name: 'MailNotSentError' });
    world.services.mails.failFor(OWNERS[0] ?? '');

    await world.acceptBatch(upload);

    expect(world.services.mails.sent.map(({ to }) => to).sort()).toEqual(OWNERS);
  });

  it('remembers the newest of all keys, whichever event comes first', async () => {
    const world = await scoringWorld();
    const early = { ...world.uploadBatch(ROWS, 'cars/batches/a.csv'), time: '2026-11-21T09:00:00Z' };
    const late = { ...world.uploadBatch(ROWS, 'cars/batches/b.csv'), time: '2026-11-21T10:00:00Z' };

    await world.acceptBatch(late);
    await world.acceptBatch(early);

    expect(await world.records.get({ pk: 'PROJECT#cars', sk: 'NEWEST-BATCH' })).toMatchObject({ object: { key: 'cars/batches/b.csv' } });
    expect(await world.batches()).toHaveLength(2);
  });

  it('records one batch where two deliveries work side by side', async () => {
    const world = await scoringWorld();
    const upload = world.uploadBatch();

    const taken = await Promise.all([world.acceptBatch(upload), world.acceptBatch(upload)]);

    expect(taken.map(({ became }) => became).sort()).toEqual(['duplicate', 'waiting']);
    expect(world.services.executions.started).toHaveLength(1);
    expect(await world.batches()).toHaveLength(1);
  });
});
