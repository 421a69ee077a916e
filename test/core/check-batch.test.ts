import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import { keys } from '../../core/records.ts';
import { KEY, ROWS, type ScoringWorld, scoringWorld } from './scoring-world.ts';

async function opened(world: ScoringWorld, body?: string): Promise<string> {
  return (await world.acceptBatch(world.uploadBatch(body))).batch ?? '';
}

async function checked(body: string, options?: Parameters<typeof scoringWorld>[0]) {
  const world = await scoringWorld(options);
  const batch = await opened(world, body);
  const answer = await world.check(batch);
  return { world, batch, answer, record: await world.batch(batch) };
}

const settings = (scoring: object, monitoring: object = {}) => ({ changes: { scoring, monitoring: { drift: monitoring } } });

describe('CheckBatch', () => {
  it('keeps what the server is sent, what was found, and how the rows compare with what the model was trained on', async () => {
    const { world, answer, record, batch } = await checked(ROWS);

    expect(answer).toEqual({ next: 'go', transformTimeoutSeconds: 3600 + 1800, rows: 60, badRows: 0 });
    expect(record).toMatchObject({ status: 'Checked', checked: { rows: 60, badRows: 0, drifted: false, alarms: [], findings: [] } });
    expect((await world.read(record.checked?.clean)).split('\n').slice(0, 2)).toEqual(['3,red', '4,blue']);
    expect(await world.read(record.checked?.lines)).toBe('2,60\n');
    const folder = `cars/batches-scored/${batch}/1/`;
    const files = [...world.services.artifacts.objects.keys()].filter((key) => key.startsWith(folder)).map((key) => key.slice(folder.length));
    expect(files.sort()).toEqual(
      ['clean.csv', 'constraint_violations.json', 'constraints.json', 'drift.json', 'lines.csv', 'profile.json', 'statistics.json'].sort(),
    );
    expect(await world.batchAudit(batch)).toContain('batch checked');
  });

  it('finds drift against the reigning model’s data, by the project’s current settings', async () => {
    const aged = ROWS.replaceAll('\n3,', '\n33,').replaceAll('\n4,', '\n34,');

    const { world, record } = await checked(aged);
    const { record: calm } = await checked(aged, settings({}, { shift: 'off' }));

    expect(record.checked).toMatchObject({ drifted: true, alarms: [{ column: 'age', check: 'baseline_drift_check', sentence: expect.any(String) }] });
    expect(JSON.parse(await world.read(record.checked?.violations))).toMatchObject({ violations: [{ feature_name: 'age' }] });
    expect(calm.checked?.drifted).toBe(false);
  });

  it('drops the target that stands in the file, passes further columns through, and says both', async () => {
    const { record } = await checked(`age,colour,note,price,shop\n${'3,red,x,7,A\n4,blue,y,8,B\n'.repeat(30)}`);

    expect(record.checked?.findings).toEqual([
      'The file holds the target "price". The model was not sent it; it stands in the result.',
      'The model does not know the column "shop". It was not sent them; they stand in the result.',
    ]);
    expect(record.checked).toMatchObject({ drifted: true, alarms: [{ column: 'shop', check: 'extra_column_check' }] });
  });

  it('names the first of very many unknown columns', async () => {
    const extra = Array.from({ length: 25 }, (_, at) => `x${at}`);

    const { record } = await checked(`age,colour,note,${extra.join(',')}\n${`3,red,,${extra.join(',')}\n4,blue,,${extra.join(',')}\n`.repeat(30)}`);

    expect(record.checked?.findings[0]).toMatch(/columns "x0", .* "x19" and 5 more\. It was not sent/);
  });

  it('sets bad rows aside with their lines, and compares how many there are', async () => {
    const { world, record } = await checked(`${ROWS}old,red,x\n3,green,x\n`);

    expect(record.checked).toMatchObject({ rows: 62, badRows: 2 });
    expect(JSON.parse(await world.read(record.checked?.setAside))).toMatchObject({ badRows: 2, rows: [{ line: 62 }, { line: 63, column: 'colour' }] });
  });

  it('says that there was nothing to compare with, where the model brought no baseline', async () => {
    const { record, answer } = await checked(ROWS, { baseline: false });

    expect(answer.next).toBe('go');
    expect(record.checked).not.toHaveProperty('drifted');
    expect(record.checked?.findings).toEqual([expect.stringContaining('kept no profile of its data')]);
  });

  it('counts the rows that were set aside from the baseline, so that as many in the batch are no news', async () => {
    const world = await scoringWorld();
    const batch = await opened(world, `${ROWS}${'old,red,x\n'.repeat(3)}`);
    const aside = { badRows: 20, reasons: { 'not a number': 20 }, rows: [{ source: 'x', line: 2, column: 'age', reason: 'not a number' }] };
    const setAside = await world.services.artifacts.putJson('cars/runs/cars-1-abcdef/set-aside.json', aside);
    await world.records.write({ update: keys.batch('cars', batch), set: { 'model.baseline.setAside': setAside } });

    await world.check(batch);

    expect((await world.batch(batch)).checked).toMatchObject({ badRows: 3, drifted: false });
  });

  it('says that the baseline is gone, where somebody removed it', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    await world.services.artifacts.discard('cars/runs/cars-1-abcdef/profile.json');

    await world.check(batch);

    expect((await world.batch(batch)).checked?.findings).toEqual([expect.stringMatching(/baseline s3:.*profile.json is gone/)]);
  });

  it.each(['no JSON', '{"name":"age"}'])('fails clearly for a baseline that is %s', async (text) => {
    const world = await scoringWorld();
    const batch = await opened(world);
    world.services.artifacts.place(world.services.artifacts.uri('cars/runs/cars-1-abcdef/profile.json'), Buffer.from(text));

    await expect(world.check(batch)).rejects.toMatchObject({ name: 'BaselineUnreadableError', message: expect.stringContaining('profile.json') });
  });

  it.each([
    ['no rows', 'age,colour,note\n', 'cannot be read as data of this project'],
    ['nothing', '', 'cannot be read as data of this project'],
    ['bad rows only', 'age,colour,note\nx,red,\ny,red,\n', 'None of the 2 rows can be scored.'],
    ['mostly bad rows', `age,colour,note\n${'x,red,\n'.repeat(3)}3,red,\n`, '3 of 4 rows (75 %) cannot be scored; the project takes at most 50 %.'],
    ['other columns', 'length,width\n1,2\n', 'cannot be read as data of this project'],
    ['another format', '{"rows":[]}', 'cannot be read as data of this project'],
  ])('refuses a batch with %s', async (_, body, reason) => {
    const { answer, record, batch, world } = await checked(body);

    expect(answer.next).toBe('finish');
    expect(record.verdict).toMatchObject({ outcome: 'Refused', reason: expect.stringContaining(reason), nextStep: expect.stringMatching(/\.$/) });
    expect(await world.batchAudit(batch)).toContain('batch refused');
  });

  it('takes as many bad rows as the project allows', async () => {
    const { answer } = await checked(`age,colour,note\n${'x,red,\n'.repeat(3)}3,red,\n`, settings({ badRowsAtMost: 0.75 }));

    expect(answer.next).toBe('go');
  });

  it('supersedes a version that was overwritten before it was read', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    await world.acceptBatch(world.uploadBatch(`${ROWS}5,red,\n`));

    const { next } = await world.check(batch);

    expect(next).toBe('finish');
    expect((await world.batch(batch)).verdict).toMatchObject({ outcome: 'Superseded', reason: expect.stringContaining('version v2 is newer') });
  });

  it('refuses a version that was deleted before it was read', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    world.services.datasets.destroy({ ...(await world.batch(batch)).object });

    await world.check(batch);

    expect((await world.batch(batch)).verdict).toMatchObject({ outcome: 'Refused', details: [expect.stringContaining(KEY)] });
  });

  it('changes nothing when it is tried again after its work was done', async () => {
    const { world, batch, answer } = await checked(ROWS);
    const before = world.records.writes();

    expect(await world.check(batch)).toEqual(answer);
    expect(world.records.writes()).toBe(before);
  });

  it('records one check where two deliveries work side by side', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);

    const answers = await Promise.all([world.check(batch), world.check(batch)]);

    expect(answers.map(({ next }) => next)).toEqual(['go', 'go']);
    expect((await world.batchAudit(batch)).filter((what) => what === 'batch checked')).toHaveLength(1);
  });

  it('does nothing for a scoring that is over', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    await endBatch(await world.identityOf(batch), { outcome: 'Cancelled', who: 'test' }, world.services);

    await expect(world.check(batch)).rejects.toMatchObject({ name: 'ScoringEndedError' });
  });

  it('says what is missing where the record or the definition was removed by hand', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    await world.records.write({ update: keys.run('cars', 1), remove: ['definition'] });
    await expect(world.check(batch)).rejects.toMatchObject({ name: 'RecordMissingError' });
    await world.records.write({ update: keys.batch('cars', batch), remove: ['model'] });
    await expect(world.check(batch)).rejects.toMatchObject({ message: expect.stringContaining(`model of ${batch}`) });
    await world.records.write({ delete: keys.batch('cars', batch) });
    await expect(world.check(batch)).rejects.toMatchObject({ message: expect.stringContaining(`batch ${batch}`) });
  });

  it('passes technical trouble on', async () => {
    const world = await scoringWorld();
    const batch = await opened(world);
    world.services.datasets.read = () => Promise.reject(new Error('S3 is away'));

    await expect(world.check(batch)).rejects.toThrow('S3 is away');
    expect((await world.batch(batch)).status).toBe('Opened');
  });
});
