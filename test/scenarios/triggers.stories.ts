import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordsOf } from '../../cli/stories.ts';
import { GovernorSettings } from '../../core/governor-settings.ts';
import { readProjectRecord } from '../../core/read-record.ts';
import { jobsOf, leftOf, NOTHING_LEFT, storyOfRun, whileTraining } from './aftermath.ts';
import { anotherImage, judge } from './asked-for.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';
import { command } from './watched-projects.ts';

const TINY = join(import.meta.dirname, 'images', 'tiny');
const UNHURRIED = { governor: GovernorSettings.parse({ cooldownMinutes: 0 }) };
const minted = { training: { image: { repository: 'nacre/training', tag: 'minted' } }, rest: { approval: 'manual' as const, ...UNHURRIED } };
const image = { image: { repository: 'nacre/training', tag: 'spoilt' } };

let laptop: Laptop;
beforeAll(async () => {
  laptop = await sharedLaptop();
  for (const tag of ['minted', 'spoilt']) await laptop.push(TINY, tag);
  await laptop.apply(tinyProject('minted', minted));
  await laptop.storyOf(await laptop.drop('minted', tinyTable()));
});
afterAll(closeSharedLaptop);

const mailed = (subject: string) => eventually(async () => laptop.cloud.mails.all().some((mail) => mail.subject === subject));
const reigning = async () => (await readProjectRecord('minted', { records: recordsOf(laptop.target) })).reigning?.modelPackage.version;

describe('what starts and ends runs besides data', () => {
  it('a person approves the first model, and it reigns', async () => {
    await judge(laptop, 'minted', 'Approved');

    await mailed('minted: model version 1 approved, reigns from now on');
    expect(await reigning()).toBe(1);
  });

  it('a pushed image trains the data that are there once more, with exactly its digest', async () => {
    const { digest } = await laptop.push(anotherImage(), 'minted');
    const { run } = await storyOfRun(laptop, 'minted', { number: 2 });

    expect(run).toMatchObject({ outcome: 'Succeeded', requests: [{ trigger: 'image' }], image: { digest } });
    expect(run.objects).toEqual((await storyOfRun(laptop, 'minted')).run.objects);
  });

  it('a person approves the second model and takes that back: the first one reigns again', async () => {
    await judge(laptop, 'minted', 'Approved', 2);
    await mailed('minted: model version 2 approved, reigns from now on');
    expect(await reigning()).toBe(2);

    await judge(laptop, 'minted', 'Rejected', 2);

    await mailed('minted: model version 2 rejected, version 1 reigns again');
    expect(await reigning()).toBe(1);
  });

  it('a schedule asks for a run, which finds nothing new and mails nobody', async () => {
    const schedule = { expression: 'cron(* * * * ? *)', timezone: 'Europe/Berlin' };
    await laptop.apply(tinyProject('minted', { ...minted, training: { ...minted.training, schedule } }));

    const { run, mails } = await storyOfRun(laptop, 'minted', { number: 3 });

    expect(run).toMatchObject({
      outcome: 'Skipped',
      requests: [{ trigger: 'schedule' }],
      reasons: [expect.stringMatching(/^schedule: the schedule was due at 20/)],
    });
    expect(mails).toEqual([]);
  });

  it('a person cancels a run: its job is stopped, its end says who and why, nothing is left', async () => {
    await laptop.apply(tinyProject('spoilt', { training: image, behave: { behave: 'never-end' } }));
    await laptop.drop('spoilt', tinyTable());
    const { run } = await whileTraining(laptop, 'spoilt');

    expect(await command(laptop, { command: 'cancel', project: 'spoilt', run: run.run })).toMatchObject({ became: 'cancelling' });

    const story = await storyOfRun(laptop, 'spoilt');
    expect(story.run).toMatchObject({ outcome: 'Cancelled', verdict: { reason: 'ann cancelled the run.', details: ['Reason given: a test wants it'] } });
    expect(story.mails).toMatchObject([{ subject: 'spoilt: run cancelled', text: expect.stringContaining('a test wants it') }]);
    expect((await jobsOf(laptop, 'spoilt')).map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(['Stopped']);
    expect(await leftOf(laptop, 'spoilt')).toEqual(NOTHING_LEFT);
  });
});
