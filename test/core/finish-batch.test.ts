import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import { sendMails } from '../../core/send-mails.ts';
import { dieAtWrite, OWNERS } from './protocol-world.ts';
import { ROWS, scoringWorld } from './scoring-world.ts';

async function collected(body?: string) {
  const world = await scoringWorld();
  const { batch } = await world.transforming(body);
  await world.end(batch);
  await world.collect(batch);
  return { world, batch };
}

const windowOf = ({ records }: Awaited<ReturnType<typeof scoringWorld>>) => records.get(keys.drift('cars'));

describe('FinishBatch', () => {
  it('gives a scored batch its outcome, deletes its pointer and writes its mails, in one write beside those of its figures', async () => {
    const { world, batch } = await collected();
    const before = world.records.writes();

    const ended = await world.finish(batch);

    expect(ended).toEqual({ outcome: 'Scored', figures: 'published' });
    expect(await world.batch(batch)).toMatchObject({ status: 'Ended', outcome: 'Scored', endedAt: expect.any(String) });
    expect(await world.unscored()).toEqual([]);
    expect(world.records.writes() - before).toBe(3);
    await sendMails(`${batch}-1`, world.services);
    expect(world.services.mails.sent.map(({ to, subject }) => [to, subject])).toEqual(OWNERS.map((to) => [to, 'cars: batch scored, 60 rows']));
  });

  it('takes note of drift once, however often it is called', async () => {
    const { world, batch } = await collected(ROWS.replaceAll('\n3,', '\n33,').replaceAll('\n4,', '\n34,'));

    await Promise.all([world.finish(batch), world.finish(batch)]);
    await world.finish(batch);

    expect(await windowOf(world)).toMatchObject({
      model: 'cars-1-abcdef',
      batches: [{ batch, drifted: true, columns: [{ column: 'age' }, { column: 'prediction' }] }],
    });
  });

  it('lists the newest batch first, and begins anew with another model', async () => {
    const world = await scoringWorld();
    const [a, b] = [await world.scored(ROWS, 'cars/batches/a.csv'), await world.scored(ROWS, 'cars/batches/b.csv')];
    const before = await windowOf(world);
    await world.register(2);

    const c = await world.scored(ROWS, 'cars/batches/c.csv');

    expect(before).toMatchObject({ batches: [{ batch: b }, { batch: a }] });
    expect(await windowOf(world)).toMatchObject({ model: 'cars-2-abcdef', batches: [{ batch: c }] });
  });

  it('takes note of drift on the retry, when it died between outcome and note', async () => {
    const { world, batch } = await collected();
    dieAtWrite(world, 2);
    await expect(world.finish(batch)).rejects.toThrow('died');

    await world.finish(batch);

    expect(await windowOf(world)).toMatchObject({ batches: [{ batch }] });
    expect((await world.batchAudit(batch)).filter((what) => what === 'scoring ended')).toHaveLength(1);
  });

  it('has no drift to note where there was no baseline', async () => {
    const world = await scoringWorld({ baseline: false });

    await world.scored();

    expect(await windowOf(world)).toBeUndefined();
  });

  it('records a refusal with its reasons, and mails them', async () => {
    const world = await scoringWorld();
    const { batch = '' } = await world.acceptBatch(world.uploadBatch('age,colour,note\nx,red,\n'));
    await world.check(batch);

    const ended = await world.finish(batch);
    await sendMails(`${batch}-1`, world.services);

    expect(ended).toMatchObject({ outcome: 'Refused' });
    expect(world.services.mails.sent[0]).toMatchObject({ subject: 'cars: batch refused', text: expect.stringContaining('not a number') });
    expect(await world.unscored()).toEqual([]);
    expect(await windowOf(world)).toBeUndefined();
  });

  it('reads the record again where somebody changed it meanwhile', async () => {
    const { world, batch } = await collected();
    world.before(async (_, nth) => {
      if (nth === 1) await world.records.write({ update: keys.batch('cars', batch), set: { changed: 'by somebody else' } });
    });

    expect(await world.finish(batch)).toMatchObject({ outcome: 'Scored' });
  });

  it('loses no outcome where CloudWatch takes no figures, and says so', async () => {
    const { world, batch } = await collected();
    world.services.metrics.put = () => Promise.reject(new TypeError('no'));

    const ended = await world.finish(batch);

    expect(ended).toMatchObject({ outcome: 'Scored', figures: 'refused', refusal: 'TypeError: no' });
  });

  it('ends nothing that was not decided', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    await expect(world.finish(batch)).rejects.toMatchObject({ name: 'ScoringUndecidedError' });
  });
});
