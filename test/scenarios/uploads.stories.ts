import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { showRun } from '../../cli/show-run.ts';
import { listRuns } from '../../cli/stories.ts';
import { expectNothingLeft } from './expectations.ts';
import type { Laptop } from './laptop.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';
import { tellUploads, type Uploads } from './uploads.ts';

let laptop: Laptop;
let told: Uploads;

beforeAll(async () => {
  laptop = await sharedLaptop();
  told = await tellUploads(laptop);
});
afterAll(closeSharedLaptop);

const objectsOf = ({ run }: Awaited<Uploads['burstOfAll']>['stories'][number]) => run.dataset?.objects.map(({ key, versionId }) => ({ key, versionId }));
const runsOf = async (project: string) => (await listRuns(laptop.target, project)).length;

describe('five files in one burst', () => {
  it('make one run that names all of them where it uses all', async () => {
    const { drops, stories } = await told.burstOfAll;

    expect(new Set(stories.map(({ run }) => run.run)).size).toBe(1);
    expect(stories[0] && objectsOf(stories[0])).toEqual(drops.map(({ key, versionId }) => ({ key, versionId })));
    expect(stories[0]?.run).toMatchObject({ outcome: 'Succeeded', dataset: { rows: 250 } });
    expect(stories[0]?.mails).toHaveLength(1);
    expect(stories[0]?.mails[0]?.text).toContain('upload, 5 requests');
    expect(await runsOf('burst-all')).toBe(1);
    await expectNothingLeft(laptop, 'burst-all');
  });

  it('make one run that names the newest only where it uses the latest', async () => {
    const { drops, stories } = await told.burstOfLatest;

    expect(stories[0] && objectsOf(stories[0])).toEqual(drops.slice(-1).map(({ key, versionId }) => ({ key, versionId })));
    expect(stories[0]?.run).toMatchObject({ outcome: 'Succeeded', dataset: { rows: 50 } });
    expect(stories[0]?.run.requests).toHaveLength(5);
    expect(await runsOf('burst-latest')).toBe(1);
    await expectNothingLeft(laptop, 'burst-latest');
  });
});

describe('content that was trained before', () => {
  it('is skipped under its own key, and the mail names the run that trained it', async () => {
    const { first, again } = await told.identical;

    expect(again.run).toMatchObject({ outcome: 'Skipped', attempts: [] });
    expect(again.mails).toMatchObject([{ to: 'same@example.com', subject: 'same: nothing to train', status: 'sent' }]);
    expect(again.mails[0]?.text).toContain(`are those of run ${first.run.run}, which succeeded`);
  });

  it('is skipped under another key too', async () => {
    const { first, elsewhere } = await told.identical;

    expect(elsewhere.run).toMatchObject({ outcome: 'Skipped', attempts: [], dataset: { objects: [{ key: 'same/datasets/other.csv' }] } });
    expect(elsewhere.mails[0]?.text).toContain(first.run.run);
    await expectNothingLeft(laptop, 'same');
  });
});

describe('a file that is deleted before it is read', () => {
  it.each(['marked', 'erased'] as const)('is told to its owner and not trained: %s', async (project) => {
    const { run, mails } = await told[project];

    expect(run).toMatchObject({ outcome: 'Refused', attempts: [] });
    expect(mails).toMatchObject([{ to: `${project}@example.com`, subject: `${project}: data refused`, status: 'sent' }]);
    expect(mails[0]?.text).toContain('The uploaded file was deleted before it could be read.');
    expect(mails[0]?.text).toContain('Upload the file again');
    await expectNothingLeft(laptop, project);
  });
});

describe('a file that is overwritten', () => {
  it('before it is read is trained as it is now, once, and the record says which version was overtaken', async () => {
    const { older, newer, stories } = await told.overwritten;
    const [story] = stories;

    expect(stories.map(({ run }) => run.run)).toEqual([story?.run.run, story?.run.run]);
    expect(story && objectsOf(story)).toEqual([{ key: newer.key, versionId: newer.versionId }]);
    const fixed = story?.audit.find(({ what }) => what === 'inputs fixed');
    expect(fixed?.facts?.['overtaken']).toEqual([{ request: older.request, key: older.key, version: older.versionId, by: newer.versionId }]);
    await expectNothingLeft(laptop, 'overwritten');
  });

  it('while it is trained is trained again as it is now', async () => {
    const { older, newer, stories } = await told.retrained;

    expect(stories.map((story) => objectsOf(story))).toEqual([older, newer].map(({ key, versionId }) => [{ key, versionId }]));
    expect(stories.map(({ run }) => run.outcome)).toEqual(['Succeeded', 'Succeeded']);
    await expectNothingLeft(laptop, 'retrained');
  });
});

describe('an older version whose event comes after a newer one', () => {
  it('is recorded as superseded, never trained, and no mail of a moment ago', async () => {
    const { newer, request, mails, story } = await told.late;

    expect(request).toMatchObject({ status: 'superseded', reason: `version ${newer.versionId} of the same key is newer` });
    expect(mails).toEqual([]);
    expect(objectsOf(story)).toEqual([{ key: newer.key, versionId: newer.versionId }]);
    expect(await runsOf('late')).toBe(1);
    await expectNothingLeft(laptop, 'late');
  });
});

describe('a file that no run is for', () => {
  it('is collected where uploads do not train', async () => {
    const { request, mails } = await told.collected;

    expect(request).toMatchObject({ status: 'collected', reason: 'training.on of the project does not list upload' });
    expect(mails).toEqual([]);
    expect(await runsOf('collecting')).toBe(0);
    await expectNothingLeft(laptop, 'collecting');
  });

  it('is recorded and told to the operator where there is no such project', async () => {
    const { request, mails } = await told.nobodys;

    expect(request).toMatchObject({ status: 'refused', reason: 'there is no project abalnoe' });
    expect(mails).toMatchObject([{ to: 'operators@example.com', subject: 'No project "abalnoe": a file was uploaded that nothing trains', status: 'sent' }]);
    expect(mails[0]?.text).toContain('projects/abalnoe/project.yml');
  });

  it('is ignored where it is no .csv: no request, no run', async () => {
    const { deliveries, request } = await told.readme;

    expect(deliveries).toEqual([]);
    expect(request).toBeUndefined();
  });
});

describe('keys that mean something elsewhere', () => {
  it('mean nothing here: every one of them is trained and named in the record', async () => {
    const { drops, stories } = await told.strangeKeys;

    expect(stories[0]?.run.outcome).toBe('Succeeded');
    expect(stories[0] && objectsOf(stories[0])?.map(({ key }) => key)).toEqual(drops.map(({ key }) => key).sort());
    await expectNothingLeft(laptop, 'strange-keys');
  });

  it('are shown, not interpreted, in mails and on screen', async () => {
    const [refused, nobodys] = [await told.markup, await told.strangeNobodys];

    expect(refused.run.outcome).toBe('Refused');
    for (const { html, text, subject } of [...refused.mails, ...nobodys.mails]) {
      expect(html).not.toMatch(/<script|<b>/);
      expect(html).toContain('&#60;');
      expect(`${subject}${text.replaceAll('\n', '')}`).not.toMatch(/\p{Cc}/u);
      expect(text).toContain('\\u001b[31m');
    }
    expect(showRun(refused, {}).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(nobodys.request.status).toBe('refused');
  });
});
