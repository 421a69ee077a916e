import { describe, expect, it } from '@jest/globals';
import { mergeRanges } from '../../core/merge-ranges.ts';
import { readInRanges, SPLIT } from './ranges-world.ts';
import { scoringWorld } from './scoring-world.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => `${row % 9},${row % 2 ? 'red' : 'blue'},"note ${row}\nof two, ""lines"" at least"`).join('\n');
const LARGE = `age,shop,colour,note\n${rows(900).replaceAll(',red,', ',A,red,').replaceAll(',blue,', ',B,blue,')}\n-,A,red,bad\n${rows(10).replaceAll(',red,', ',A,red,').replaceAll(',blue,', ',B,blue,')}\n`;

async function opened(body: string, scoring: object = SPLIT) {
  const world = await scoringWorld({ changes: { scoring } });
  const upload = world.uploadBatch(body);
  const { batch = '' } = await world.acceptBatch(upload);
  const step = { ...(await world.identityOf(batch)), execution: world.services.executions.arnOf(`${batch}-1`) };
  const { object } = await world.batch(batch);
  return { world, batch, step, destroy: () => world.services.datasets.destroy(object) };
}

async function inOnePass(body: string) {
  const { world, batch } = await opened(body, {});
  return { world, answer: await world.check(batch), record: await world.batch(batch), audit: await world.batchAudit(batch) };
}

async function inRanges(body: string) {
  const { world, batch, step } = await opened(body);
  const split = await world.check(batch);
  return { world, split, answer: await readInRanges(step, split, world.services), record: await world.batch(batch), audit: await world.batchAudit(batch) };
}

describe('a batch that is larger than one function should read', () => {
  it('is recorded, compared and kept as in one pass, and leaves nothing of its ranges', async () => {
    const whole = await inOnePass(LARGE);

    const { world, split, answer, record, audit } = await inRanges(LARGE);

    const { checked } = record;
    expect(split).toMatchObject({
      next: 'split',
      transformTimeoutSeconds: 5400,
      split: { step: { project: 'cars', attempt: 1 }, ranges: [0, 1, 2, 3], objects: [0] },
    });
    expect(answer).toEqual(whole.answer);
    expect(record).toEqual({ ...whole.record, changed: record.changed });
    expect(audit).toEqual(whole.audit);
    expect(await world.read(checked?.clean)).toBe(await whole.world.read(checked?.clean));
    expect(await world.read(checked?.lines)).toBe(await whole.world.read(checked?.lines));
    expect([...world.services.artifacts.objects.keys()]).toEqual(expect.arrayContaining([...whole.world.services.artifacts.objects.keys()]));
    expect(world.services.artifacts.objects.size).toBe(whole.world.services.artifacts.objects.size);
  });

  it('has the lines of several ranges in one run where nothing lies between them', async () => {
    const { world, record } = await inRanges(`age,colour,note\n${'3,red,fine\n4,blue,so so\n'.repeat(2000)}`);

    expect(await world.read(record.checked?.lines)).toBe('2,4000\n');
  });

  it.each([
    ['a quote that is never closed', `${LARGE}3,A,red,"open\n${'4,B,blue,fine\n'.repeat(2000)}`],
    ['columns that the model lacks', LARGE.replace('colour', 'color')],
    ['nothing but bad rows', `age,colour,note\n${'x,red,fine\n'.repeat(4000)}`],
  ])('is refused for %s in the words of one pass', async (_, body) => {
    const whole = await inOnePass(body);

    const { record } = await inRanges(body);

    expect(record.verdict).toMatchObject({ outcome: 'Refused' });
    expect(record.verdict).toEqual(whole.record.verdict);
  });

  it('is refused when it is deleted between the steps', async () => {
    const { world, batch, step, destroy } = await opened(LARGE);

    await readInRanges(step, await world.check(batch), world.services, { afterComposing: destroy });

    expect((await world.batch(batch)).verdict).toMatchObject({ reason: 'The data was deleted before it could be read.' });
  });

  it('is not merged for an attempt that is over', async () => {
    const { world, batch, step } = await opened(LARGE);
    const split = await world.check(batch);

    const merged = readInRanges({ ...step, attempt: 2 }, split, world.services);

    await expect(merged).rejects.toMatchObject({ name: 'ScoringEndedError' });
  });

  it('answers a second merge as the first one', async () => {
    const { world, batch, step } = await opened(LARGE);
    const answer = await readInRanges(step, await world.check(batch), world.services);

    expect(await mergeRanges(step, world.services)).toEqual(answer);
  });
});
