import { describe, expect, it } from '@jest/globals';
import sample from '../../events/dataset-uploaded.sample.json' with { type: 'json' };
import { DatasetUploaded } from '../../events/dataset-uploaded.ts';
import { dieAtWrite, OPERATOR, OWNERS, protocolWorld } from './protocol-world.ts';

describe('acceptDataset', () => {
  it('takes the event that AWS documents', () => {
    expect(DatasetUploaded.parse(sample).detail.object.key).toBe('abalone/datasets/abalone.csv');
  });

  it('records the request, opens a run and starts it, in two writes', async () => {
    const world = await protocolWorld();
    const before = world.records.writes();

    const { became, run = '' } = await world.accept(world.upload());

    expect(became).toBe('waiting');
    expect(world.records.writes() - before).toBe(2);
    expect(world.services.executions.started).toStrictEqual([run]);
    expect(run).toMatch(/^cars-1-[a-z0-9]{6}$/);
    expect((await world.project()).active).toMatchObject({ run, number: 1, state: 'opened' });
    expect(await world.requests()).toMatchObject([
      { trigger: 'upload', status: 'waiting', attempt: 1, object: { key: 'cars/datasets/cars.csv', versionId: 'v1' } },
    ]);
  });

  it.each(['cars/datasets/readme.txt', 'cars/batches/cars.csv', 'datasets/cars.csv', 'team/cars/datasets/cars.csv', 'cars.csv'])('ignores %s', async (key) => {
    const world = await protocolWorld();

    const accepted = await world.accept(world.upload(key));

    expect(accepted).toEqual({ became: 'ignored' });
    expect(await world.requests()).toEqual([]);
  });

  it.each(['cars/datasets/a b.csv', 'cars/datasets/größe 数据.csv', 'cars/datasets/../../etc.csv', 'cars/datasets/a\nb.csv', 'cars/datasets/<script>.csv'])(
    'takes a key as odd as %j',
    async (key) => {
      const world = await protocolWorld();

      const { became } = await world.accept(world.upload(key));

      expect(became).toBe('waiting');
      expect((await world.requests())[0]?.object?.key).toBe(key);
    },
  );

  it('spends one conditional write on a duplicate of what a run has claimed', async () => {
    const world = await protocolWorld();
    const upload = world.upload();
    const { run = '' } = await world.accept(upload);
    await world.claim(run);
    const before = world.records.writes();

    const again = await world.accept(upload);

    expect(again.became).toBe('duplicate');
    expect(world.records.writes() - before).toBe(1);
    expect(world.services.executions.startCalls).toStrictEqual([run]);
    expect(await world.waiting()).toEqual([]);
  });

  it('opens the run on the retry when the first delivery died between its write and the opening', async () => {
    const world = await protocolWorld();
    const upload = world.upload();
    dieAtWrite(world, 2);
    await expect(world.accept(upload)).rejects.toThrow('the process died');

    const { became, run } = await world.accept(upload);

    expect(became).toBe('duplicate');
    expect(world.services.executions.started).toStrictEqual([run]);
    expect(await world.requests()).toHaveLength(1);
  });

  it('starts the opened run on the retry when the first delivery died between its write and StartExecution', async () => {
    const world = await protocolWorld();
    const upload = world.upload();
    world.services.executions.loseNextStart();
    await expect(world.accept(upload)).rejects.toThrow('lost');

    world.services.clock.pass(60);
    const { run } = await world.accept(upload);

    expect(world.services.executions.started).toStrictEqual([run]);
    expect((await world.project()).nextRunNumber).toBe(2);
  });

  it('asks Step Functions once for a burst of uploads', async () => {
    const world = await protocolWorld();

    for (let n = 0; n < 20; n += 1) await world.accept(world.upload());

    expect(world.services.executions.startCalls).toHaveLength(1);
    expect(await world.requests()).toHaveLength(20);
  });

  it('makes one run of an event that is delivered twice at the same moment', async () => {
    const world = await protocolWorld();
    const upload = world.upload();

    const both = await Promise.all([world.accept(upload), world.accept(upload)]);

    expect(both.map(({ became }) => became).sort()).toEqual(['duplicate', 'waiting']);
    expect(world.services.executions.started).toHaveLength(1);
    expect((await world.project()).nextRunNumber).toBe(2);
    expect(await world.waiting()).toHaveLength(1);
  });

  it('makes one run of five files that land at the same moment', async () => {
    const world = await protocolWorld();
    const uploads = [1, 2, 3, 4, 5].map((n) => world.upload(`cars/datasets/${n}.csv`));

    await Promise.all(uploads.map(world.accept));

    expect(world.services.executions.started).toHaveLength(1);
    expect(await world.waiting()).toHaveLength(5);
  });

  it('records an older version that arrives an hour late as superseded, and mails the owners once', async () => {
    const world = await protocolWorld();
    const [older, newer] = [world.upload(), world.upload()];
    await world.accept(newer);
    world.services.clock.pass(3600);

    const late = await world.accept(older);
    const again = await world.accept(older);

    expect([late.became, again.became]).toEqual(['superseded', 'duplicate']);
    expect(await world.waiting()).toHaveLength(1);
    expect((await world.requests()).map(({ status }) => status).sort()).toEqual(['superseded', 'waiting']);
    expect(world.services.mails.sent.map(({ to }) => to)).toEqual(OWNERS);
  });

  it('records versions that overtook each other in a burst, and mails nobody', async () => {
    const world = await protocolWorld();
    const uploads = [world.upload(), world.upload(), world.upload()];

    const fates = [];
    for (const upload of uploads.toReversed()) fates.push(await world.accept(upload));

    expect(fates.map(({ became }) => became)).toEqual(['waiting', 'superseded', 'superseded']);
    expect(world.services.mails.sent).toEqual([]);
    expect(await world.records.query('OUTBOX', '')).toEqual([]);
  });

  it('compares sequencers as numbers: 100 is newer than F', async () => {
    const world = await protocolWorld();
    const upload = world.upload();
    const versioned = (id: string, sequencer: string) => ({
      ...upload,
      detail: { ...upload.detail, object: { ...upload.detail.object, 'version-id': id, sequencer } },
    });

    const fates = [await world.accept(versioned('v1', 'f')), await world.accept(versioned('v2', '100')), await world.accept(versioned('v0', 'A'))];

    expect(fates.map(({ became }) => became)).toEqual(['waiting', 'waiting', 'superseded']);
  });

  it('tells the operator of a file for a project that does not exist, once', async () => {
    const world = await protocolWorld();
    const upload = world.upload('boats/datasets/boats.csv');

    const fates = [await world.accept(upload), await world.accept(upload)];

    expect(fates.map(({ became }) => became)).toEqual(['refused', 'duplicate']);
    expect(world.services.mails.sent.map(({ to }) => to)).toEqual([OPERATOR]);
    expect(await world.records.query('PROJECT#boats', 'REQUEST#')).toMatchObject([{ status: 'refused', reason: 'there is no project boats' }]);
  });

  it('leaves a mail that SES did not take in the outbox, and sends it when the event comes again', async () => {
    const world = await protocolWorld();
    const upload = world.upload('boats/datasets/boats.csv');
    world.services.mails.failFor(OPERATOR, new Error('throttled'));
    const first = await world.accept(upload);
    expect(await world.records.query('OUTBOX', '')).toHaveLength(1);
    world.services.mails.failFor(OPERATOR);

    await world.accept(upload);

    expect(first.became).toBe('refused');
    expect(world.services.mails.sent).toHaveLength(1);
  });

  it('collects a file for the next run where uploads start none', async () => {
    const world = await protocolWorld({ training: { on: ['person'] } });

    const { became } = await world.accept(world.upload());

    expect(became).toBe('collected');
    expect(await world.waiting()).toEqual([]);
    expect(world.services.executions.started).toStrictEqual([]);
  });
});
