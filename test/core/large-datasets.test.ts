import { describe, expect, it } from '@jest/globals';
import { mergeRanges } from '../../core/merge-ranges.ts';
import { prepareDataset } from '../../core/prepare-dataset.ts';
import { prepareCsv } from '../../core/quality/prepare.ts';
import { scoutRange } from '../../core/scout-range.ts';
import { abalone, givenRun, RUN, STEP } from '../world/given-run.ts';
import { readInRanges, SPLIT } from './ranges-world.ts';

const HEADER = 'Sex,Length,Diameter,Height,Whole weight,Shucked weight,Viscera weight,Shell weight,Rings';
const row = (number: number) => `${number % 2 ? 'M' : '"F"'},0.4${number % 100},0.365,0.095,0.514,0.2245,0.101,"0.15",${number % 20}`;
const rows = (count: number, from = 0) => Array.from({ length: count }, (_, number) => `${row(from + number)}\r\n`).join('');
const BAD = 'M,secret,0.3,0.1,0.5,0.2,0.1,0.1,9\r\n';
const PLAIN = 'M,1,2,3,4,5,6,7,8\n';
const FILES = { 'a.csv': `\ufeff${HEADER}\r\n${rows(480)}${BAD}${rows(200)}`, 'b.csv': `${rows(180)}${BAD}`, 'c.csv': rows(1) };
const FOLDER = `_ranges/abalone/runs/${RUN}/`;

/** A run that is to read these files, in ranges or, with the project's defaults, in one pass. */
async function given(files: Readonly<Record<string, string | Buffer>>, settings: Partial<typeof SPLIT> = SPLIT) {
  const definition = abalone();
  const world = await givenRun({ definition: { ...definition, data: { ...definition.data, ...settings } } });
  const objects = Object.entries(files).map(([name, body]) => world.services.datasets.put(`abalone/datasets/${name}`, body));
  await world.records.write({ update: { pk: 'PROJECT#abalone', sk: 'RUN#000001' }, set: { objects } });
  const prepare = () => prepareDataset(STEP, prepareCsv, world.services);
  return { ...world, objects, prepare, destroy: () => objects.forEach((object) => void world.services.datasets.destroy(object)) };
}

async function inOnePass(files: Readonly<Record<string, string | Buffer>>) {
  const world = await given(files, {});
  return { world, answer: await world.prepare(), run: await world.run() };
}

async function inRanges(files: Readonly<Record<string, string | Buffer>>) {
  const world = await given(files);
  const split = await world.prepare();
  return { world, split, answer: await readInRanges(STEP, split, world.services), run: await world.run() };
}

const keysOf = ({ services }: Awaited<ReturnType<typeof given>>) => [...services.artifacts.objects.keys()].sort();

describe('a data set that is larger than one function should read', () => {
  it('is recorded, kept and hashed as in one pass, and leaves nothing of its ranges', async () => {
    const whole = await inOnePass(FILES);

    const { world, split, answer, run } = await inRanges(FILES);

    const snapshot = `abalone/snapshots/${run.dataset?.snapshotSha256}/train.csv`;
    expect(split).toEqual({ next: 'split', split: { step: STEP, ranges: [0, 1, 2, 3, 4], objects: [0, 1, 2] } });
    expect(answer).toEqual({ next: 'go', rows: 863, badRows: 2 });
    expect(answer).toEqual(whole.answer);
    expect({ ...run, definition: undefined, changed: undefined }).toEqual({ ...whole.run, definition: undefined, changed: undefined });
    expect(world.services.artifacts.objects.get(snapshot)?.equals(whole.world.services.artifacts.objects.get(snapshot) ?? Buffer.of())).toBe(true);
    expect(keysOf(world)).toEqual(keysOf(whole.world));
    expect(world.services.artifacts.json(`abalone/runs/${RUN}/set-aside.json`)).toEqual(
      whole.world.services.artifacts.json(`abalone/runs/${RUN}/set-aside.json`),
    );
  });

  it.each([
    ['a quote that is never closed', { 'a.csv': `${rows(480)}M,"${PLAIN.repeat(100)}`, 'b.csv': `${rows(180)}M,"` }],
    ['another width in most of its rows', { 'a.csv': `${HEADER}\n${'M,1\n'.repeat(8000)}`, 'b.csv': `${rows(180)}M,"` }],
    ['too many bad rows', { 'a.csv': `${rows(200)}${BAD.repeat(600)}` }],
    ['nothing below its header', { 'a.csv': rows(680), 'b.csv': `${HEADER}\n` }],
    ['nothing at all', { 'a.csv': rows(680), 'b.csv': '' }],
  ])('is refused for %s in the words of one pass', async (_, files) => {
    const whole = await inOnePass(files);

    const { world, answer, run } = await inRanges(files);

    expect(answer).toEqual(whole.answer);
    expect(run.verdict).toMatchObject({ outcome: 'Refused' });
    expect(run.verdict).toEqual(whole.run.verdict);
    expect(keysOf(world)).toEqual(keysOf(whole.world));
  });

  it.each(['afterScouting', 'afterComposing', 'beforeMerging'] as const)('is refused when it is deleted %s, and was not read to its end', async (moment) => {
    const world = await given(FILES);
    const split = await world.prepare();

    const lost = moment === 'beforeMerging' && split.split ? { ...split, split: { ...split.split, objects: [] } } : split;
    const answer = await readInRanges(STEP, lost, world.services, { [moment]: world.destroy });

    expect(answer).toEqual({ next: 'finish', outcome: 'Refused' });
    expect((await world.run()).verdict?.reason).toBe('The data was deleted before it could be read.');
    expect(keysOf(world).filter((key) => key.startsWith(FOLDER))).toEqual([]);
  });

  it('is trained on though it was deleted once it was read', async () => {
    const world = await given(FILES);

    const answer = await readInRanges(STEP, await world.prepare(), world.services, { beforeMerging: world.destroy });

    expect(answer).toMatchObject({ next: 'go' });
  });

  it('is merged once, however often it is asked for', async () => {
    const { world, answer } = await inRanges(FILES);

    expect(await mergeRanges(STEP, world.services)).toEqual(answer);
  });

  it.each([
    ['many bytes', rows(680), { next: 'split' }],
    ['few bytes', rows(200), { next: 'go' }],
  ])('is known to have %s where the record does not say so', async (_, body, answer) => {
    const world = await given({});
    const { size: __, ...object } = world.services.datasets.put('abalone/datasets/a.csv', body);
    await world.records.write({ update: { pk: 'PROJECT#abalone', sk: 'RUN#000001' }, set: { objects: [object] } });

    expect(await world.prepare()).toMatchObject(answer);
  });

  it('has no range beyond those of its plan', async () => {
    const world = await given(FILES);
    await world.prepare();

    await expect(scoutRange({ step: STEP, number: 99 }, world.services)).rejects.toMatchObject({ name: 'RangeFileLostError' });
  });

  it('is read in one pass where its characters have two bytes', async () => {
    const world = await given({ 'a.csv': Buffer.from(`\ufeff${rows(400)}`, 'utf16le') });

    expect(await world.prepare()).toEqual({ next: 'go', rows: 400, badRows: 0 });
  });

  it.each([
    ['one file', { 'a.csv': rows(680) }, 'abalone/datasets/a.csv'],
    ['all files together', FILES, 'What the 3 files hold together'],
  ])('is refused, before it is read, where %s would be more than a run can hash', async (_, files, source) => {
    const world = await given(files);
    world.services.datasets.sizeOf = async () => (33 * 1024 ** 3) / world.objects.length;

    const answer = await world.prepare();

    expect(answer).toEqual({ next: 'finish', outcome: 'Refused' });
    expect((await world.run()).verdict).toMatchObject({
      reason: `${source} cannot be read as data of this project.`,
      details: [expect.stringContaining('34359738368')],
    });
  });

  it('is read in at most as many ranges as an execution can hold', async () => {
    const world = await given({ 'a.csv': rows(680) });
    world.services.datasets.sizeOf = async () => 20 * 1024 ** 3;

    expect((await world.prepare()).split?.ranges).toHaveLength(500);
  });

  it.each(['plan.json', 'spans.json', 'part-1.json', 'sha256-0.json', 'clean-2.csv'])('is not called refused when %s was removed', async (name) => {
    const world = await given(FILES);
    const split = await world.prepare();

    const merged = readInRanges(STEP, split, world.services, { beforeMerging: () => void world.services.artifacts.discard(`${FOLDER}${name}`) });

    await expect(merged).rejects.toMatchObject({ name: 'RangeFileLostError', message: expect.stringContaining(`${FOLDER}${name}`) });
    expect((await world.run()).verdict).toBeUndefined();
  });

  it('is not called refused when another release wrote what lies there', async () => {
    const world = await given(FILES);
    const split = await world.prepare();

    const merged = readInRanges(STEP, split, world.services, {
      beforeMerging: () => void world.services.artifacts.putJson(`${FOLDER}part-0.json`, { old: true }),
    });

    await expect(merged).rejects.toMatchObject({ name: 'RangeFileLostError' });
  });

  it('stands, once it is merged, whatever another release makes of the plan', async () => {
    const world = await given(FILES);
    const answer = await readInRanges(STEP, await world.prepare(), world.services);
    await world.services.artifacts.putJson(`${FOLDER}plan.json`, { old: true });

    expect(await mergeRanges(STEP, world.services)).toEqual(answer);
  });

  it('is kept though its ranges could not be deleted', async () => {
    const world = await given(FILES);
    const split = await world.prepare();
    const artifacts = { ...world.services.artifacts, discard: () => Promise.reject(new Error('S3 is away')) };

    expect(await readInRanges(STEP, split, { ...world.services, artifacts })).toMatchObject({ next: 'go' });
  });

  it('calls a store that fails while a range is read an outage', async () => {
    const world = await given(FILES);
    const split = await world.prepare();
    const artifacts = { ...world.services.artifacts, putStream: () => Promise.reject(new Error('S3 is away')) };

    await expect(readInRanges(STEP, split, { ...world.services, artifacts })).rejects.toThrow('S3 is away');
  });
});
