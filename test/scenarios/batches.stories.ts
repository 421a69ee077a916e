import { text } from 'node:stream/consumers';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Artifacts } from '../../adapters/artifacts.ts';
import { type BatchStory, listBatches } from '../../cli/batches.ts';
import { fileIn } from './archive.ts';
import { cutShort, early, large, overwritten, served, tampered } from './batch-stories.ts';
import { modelsLeft, openReport, requestsOf, scoredAgain } from './batches.ts';
import type { Laptop } from './laptop.ts';
import { answersRowByRow, predictionsOf } from './row-by-row.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

let laptop: Laptop;
let stories: Readonly<Record<string, Promise<BatchStory>>>;
beforeAll(async () => {
  laptop = await sharedLaptop();
  stories = {
    early: early(laptop),
    large: large(laptop),
    hiccup: served(laptop, 'hiccup', 'fail-once'),
    erring: served(laptop, 'erring', 'fail-always'),
    mute: served(laptop, 'mute', 'refuse-pings'),
    short: served(laptop, 'short', 'answer-less'),
    dying: served(laptop, 'dying', 'die'),
    rewritten: overwritten(laptop, 'rewritten'),
    'cut-short': cutShort(laptop),
    forged: tampered(laptop, 'forged', (bucket, key) => laptop.put(bucket, key, 'another model')),
    robbed: tampered(laptop, 'robbed', (Bucket, Key) => laptop.target.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }))),
    barren: served(laptop, 'barren', 'well', 'size,colour,weight\n'),
  };
  await Promise.allSettled(Object.values(stories));
});
afterAll(closeSharedLaptop);

const artifact = async (uri = '') => {
  const stream = await s3Artifacts(laptop.target.buckets.artifacts, laptop.target.clients.s3).read(uri);
  return stream ? text(stream) : '';
};

async function failureOf(name: string) {
  const story = await stories[name];
  return { outcome: story?.batch.outcome, failure: story?.batch.failure, subject: story?.mails.at(-1)?.subject };
}

describe('a batch before any model', () => {
  it('waits, which is mailed once, and is scored when the first model is registered', async () => {
    const story = await stories['early'];

    expect(story?.batch).toMatchObject({ outcome: 'Scored', checked: { rows: 20, badRows: 0 }, model: { modelPackage: { version: 1 } } });
    expect(story?.mails.map(({ subject, status }) => [subject, status])).toEqual([
      ['early: a batch waits for a model', 'sent'],
      [expect.stringMatching(/^early: batch scored, 20 rows/), 'sent'],
    ]);
    expect(story?.transitions).toBeLessThanOrEqual(12);
    expect(story?.batch.checked?.findings).toEqual([expect.stringContaining('"id"')]);
  });

  it('keeps its columns in the result, where each row has what the model answers to it alone', async () => {
    const { batch } = (await stories['early']) ?? {};
    const { mean } = JSON.parse(await fileIn(laptop, batch?.model?.modelArtifacts, 'mean.json'));

    const [header, ...rows] = (await artifact(batch?.result?.uri)).trimEnd().split('\n');

    expect(header).toBe('id,size,colour,weight,prediction,line');
    expect(rows.map((row) => row.split(',')).map(([, size, , , prediction, line]) => [Number(size), Number(prediction), Number(line)])).toEqual(
      rows.map((_, at) => [at, mean + 2 * at, at + 2]),
    );
    expect(JSON.parse(await artifact(batch?.result?.summary))).toMatchObject({ rows: { read: 20, setAside: 0, scored: 20 }, model: { version: 1 } });
  });

  it('has a report that opens by the link in its mail, as a page, for nobody without the signature', async () => {
    const { batch } = (await stories['early']) ?? {};

    const page = await openReport(laptop, 'early');
    const unsigned = await fetch(page.url.split('?')[0] ?? '');

    expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(await page.text()).toBe(await artifact(batch?.report));
    expect(unsigned.status).toBe(403);
  });

  it('has the predictions that the server answers when it is asked row by row', async () => {
    const { batch } = (await stories['early']) ?? {};

    const { asked, answers } = await answersRowByRow(laptop, batch);

    expect(asked).toEqual(Array.from({ length: 20 }, () => 1));
    expect(answers).toEqual(predictionsOf(await artifact(batch?.result?.uri)));
  });

  it('is scored again by the next model, once', async () => {
    const first = await stories['early'];

    const { batch, mails } = await scoredAgain(laptop, 'early');

    expect(batch).toMatchObject({ outcome: 'Scored', object: { versionId: first?.batch.object.versionId }, model: { modelPackage: { version: 2 } } });
    expect(mails.at(-1)?.text).toContain('Scored again because a new model was registered.');
  });
});

describe('a batch that is overwritten while it is scored', () => {
  it('is scored to its end as what it was, and so is what came after it', async () => {
    const { batch: older } = (await stories['rewritten']) ?? {};
    const newer = (await listBatches(laptop.target, 'rewritten')).find(({ batch }) => batch !== older?.batch);

    const sizes = await Promise.all([older, newer].map(async (batch) => (await artifact(batch?.result?.uri)).match(/^\d+(?=,)/gm)?.map(Number)));

    expect([older?.outcome, newer?.outcome]).toEqual(['Scored', 'Scored']);
    expect(older?.endedAt?.localeCompare(newer?.askedAt ?? '')).toBe(1);
    expect(sizes).toEqual([0, 100].map((from) => Array.from({ length: 20 }, (_, at) => from + at)));
  });
});

describe('a batch of more than one request', () => {
  it('is cut at the limit of the project, sent in order and put together in order', async () => {
    const { batch } = (await stories['large']) ?? {};

    const requests = await requestsOf(laptop, batch?.jobs[0]?.job);

    expect(requests).toHaveLength(3);
    expect(requests.reduce((sum, { rows }) => sum + rows, 0)).toBe(110_000);
    for (const { bytes } of requests) expect(bytes).toBeLessThanOrEqual(1024 * 1024);
    for (const { bytes } of requests.slice(0, 2)) expect(bytes).toBeGreaterThan(1024 * 1024 - 64);
    expect(requests.map(({ first }) => first)).toEqual(requests.map((_, at) => requests.slice(0, at).reduce((sum, { rows }) => sum + rows, 0)));
    const rows = (await artifact(batch?.result?.uri)).trimEnd().split('\n').slice(1);
    const offsets = new Set(rows.map((row) => row.split(',')).map(([size, , , prediction]) => (Number(prediction) - 2 * Number(size)).toFixed(6)));
    expect({ rows: rows.length, offsets: offsets.size }).toEqual({ rows: 110_000, offsets: 1 });
  });
});

describe('a server', () => {
  it('that fails once is asked again', async () => {
    const { batch } = (await stories['hiccup']) ?? {};

    expect(batch?.outcome).toBe('Scored');
    expect(await requestsOf(laptop, batch?.jobs[0]?.job)).toHaveLength(2);
  });

  it.each([
    ['fails always', 'erring', 'TransformFailedError'],
    ['never answers a ping', 'mute', 'TransformFailedError'],
    ['answers fewer lines than it was sent', 'short', 'PredictionsMismatchError'],
    ['dies of a request', 'dying', 'TransformFailedError'],
  ])('that %s is a failure that says so', async (_, name, error) => {
    const { outcome, failure, subject } = await failureOf(name);

    expect({ outcome, subject }).toEqual({ outcome: 'Failed', subject: `${name}: scoring failed (${error})` });
    expect(failure).toMatchObject({ class: error, transient: false, nextStep: expect.stringContaining("model's server") });
  });
});

describe('a scoring', () => {
  it('whose job somebody stops is no success', async () => {
    expect(await failureOf('cut-short')).toMatchObject({ outcome: 'Failed', subject: 'cut-short: scoring failed (TransformStoppedError)' });
  });

  it.each([
    ['forged', 'ModelArtifactChangedError'],
    ['robbed', 'ModelArtifactMissingError'],
  ])('is not begun with a model that was %s', async (name, error) => {
    const { outcome, failure, subject } = await failureOf(name);
    const { batch } = (await stories[name]) ?? {};

    expect({ outcome, subject, jobs: batch?.jobs }).toEqual({ outcome: 'Failed', subject: `${name}: scoring failed (${error})`, jobs: [] });
    expect(failure?.nextStep).toContain('Restore the earlier version');
  });

  it('of no rows is refused before a job is paid for', async () => {
    const { batch, mails } = (await stories['barren']) ?? {};

    expect(batch).toMatchObject({ outcome: 'Refused', jobs: [], verdict: { details: ['the file holds no data rows'] } });
    expect(mails?.at(-1)?.subject).toBe('barren: batch refused');
  });

  it('leaves no model behind, and nothing denied', async () => {
    await scoredAgain(laptop, 'early');
    await laptop.quiet();

    expect(await modelsLeft(laptop)).toEqual([]);
    expect(laptop.cloud.permissions.usage().denials).toEqual([]);
  });
});
