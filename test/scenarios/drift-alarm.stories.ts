import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { followRequest, isStory } from '../../cli/follow.ts';
import { documentOfRequest } from '../../cli/run-document.ts';
import type { Story } from '../../cli/stories.ts';
import { GovernorSettings } from '../../core/governor-settings.ts';
import { eventually } from './eventually.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';
import { command, drifts, goesOff, nthStory, suggestionIn } from './watched-projects.ts';

const BY_HAND = 'nacre-dev-harbour-complaints';

let laptop: Laptop;
let first: Story;
let unlabelled: Story;
let labelled: Story;
beforeAll(async () => {
  laptop = await sharedLaptop();
  const rest = { governor: GovernorSettings.parse({ cooldownMinutes: 0 }) };
  await laptop.apply(tinyProject('harbour', { training: { on: ['alarm', 'person'] }, rest }));
  await laptop.requestOf(await laptop.drop('harbour', tinyTable(), { as: 'january.csv' }));
  await command(laptop, { command: 'request', project: 'harbour', token: '1' });
  first = await nthStory(laptop, 'harbour', 1);
  await drifts(laptop, 'harbour');
  unlabelled = await nthStory(laptop, 'harbour', 2);
  await laptop.requestOf(await laptop.drop('harbour', tinyTable({ seed: 2 }), { as: 'february.csv' }));
  await goesOff(laptop, BY_HAND);
  labelled = await nthStory(laptop, 'harbour', 3);
});
afterAll(closeSharedLaptop);

describe('a drift alarm', () => {
  it('of a project whose first model a person asked for, asks for a run, which needs labels and says so by mail', () => {
    expect(first.run).toMatchObject({ outcome: 'Succeeded', requests: [{ trigger: 'person' }], reasons: ['person (ann): a test wants it'] });
    expect(unlabelled.run).toMatchObject({
      outcome: 'Skipped',
      requests: [{ trigger: 'alarm' }],
      reasons: [expect.stringMatching(/^alarm: nacre-dev-harbour-drift: Threshold Crossed: .*\[1\.0 /)],
      verdict: { reason: expect.stringMatching(/^needs labels/), nextStep: expect.stringContaining('under harbour/datasets/') },
    });
    expect(unlabelled.mails).toMatchObject([{ to: 'harbour@example.com', subject: 'harbour: has drifted and needs labels', status: 'sent' }]);
  });

  it('retrains on the labels that have come since, also when it is an alarm of a person', () => {
    expect(labelled.run).toMatchObject({
      outcome: 'Succeeded',
      objects: [{ key: 'harbour/datasets/february.csv' }],
      reasons: [`alarm: ${BY_HAND}: eleven customers complained`],
    });
  });
});

describe('a paused project', () => {
  it('keeps what is asked for, lets nobody wait for it who follows it, and opens it when it is resumed', async () => {
    await command(laptop, { command: 'pause', project: 'harbour' });

    const asked = await command(laptop, { command: 'request', project: 'harbour', token: '2' });
    const followed = await followRequest(laptop.target, { project: 'harbour', id: String(asked['request']) }, () => undefined);
    const resumed = await command(laptop, { command: 'resume', project: 'harbour' });

    expect(asked).toMatchObject({ became: 'waiting', notBefore: expect.any(String), reason: expect.stringContaining('by ann: a test wants it') });
    expect(isStory(followed) ? followed : documentOfRequest(followed, [])).toMatchObject({
      run: {
        status: 'Waiting',
        reasons: ['person (ann): a test wants it'],
        endedAt: null,
        failure: { cause: asked['reason'], nextStep: expect.stringContaining('`nacre resume harbour`') },
      },
    });
    expect(resumed).toMatchObject({ became: 'resumed', run: expect.stringMatching(/^harbour-4-/) });
    await nthStory(laptop, 'harbour', 4);
    expect(laptop.cloud.mails.all().map(({ subject }) => subject)).toEqual(expect.arrayContaining(['harbour: paused', 'harbour: resumed']));
  });

  it('that does not exist is an error with a name', async () => {
    expect(await command(laptop, { command: 'pause', project: 'nowhere' })).toMatchObject({ errorType: 'UnknownProjectError' });
  });
});

describe('an alarm that only suggests', () => {
  it('mails the owners and closes the request', async () => {
    await laptop.apply(tinyProject('quay', { rest: { governor: GovernorSettings.parse({ mode: 'suggest' }) } }));

    await drifts(laptop, 'quay');

    expect(await suggestionIn(laptop, 'quay')).toMatchObject({ trigger: 'alarm', reason: expect.stringContaining('governor.mode') });
    await eventually(async () => laptop.cloud.mails.all().some(({ subject }) => subject === 'quay: a new training is suggested'));
  });
});
