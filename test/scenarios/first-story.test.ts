import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await Laptop.open();
}, 120_000);
afterAll(() => laptop?.close());

describe('a CSV that lands', () => {
  it('becomes a registered model, a record and a mail', async () => {
    await laptop.apply(tinyProject('first'));

    const { run, mails } = await laptop.storyOf(await laptop.drop('first', tinyTable()));

    expect(run.outcome).toBe('Succeeded');
    expect(run.modelPackage?.version).toBe(1);
    expect(mails.map(({ to, status }) => ({ to, status }))).toEqual([{ to: 'first@example.com', status: 'sent' }]);
  }, 120_000);
});
