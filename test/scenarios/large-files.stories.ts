import { text } from 'node:stream/consumers';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Artifacts } from '../../adapters/artifacts.ts';
import type { BatchStory } from '../../cli/batches.ts';
import type { Story } from '../../cli/stories.ts';
import type { RangeSettings } from '../../core/range-settings.ts';
import { ScoringSettings } from '../../core/scoring-settings.ts';
import { dropBatch, storyOfBatch } from './batches.ts';
import { type Counted, counted } from './counted.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

/** 3 MB, of which so much lies within quotes that a border is almost sure to. */
const BATCH = `size,note,colour,weight\n${Array.from({ length: 32_000 }, (_, row) => `${row},"${`line of ${row}\n`.repeat(6)}",${row % 500 ? 'red' : 'purple'},1.5\n`).join('')}`;

type Read = { readonly training: Story; readonly scoring: BatchStory };
let laptop: Laptop;
let whole: Read;
let split: Read;
let counts: Counted;
beforeAll(async () => {
  laptop = await sharedLaptop();
  counts = await counted(laptop, async () => {
    [whole, split] = await Promise.all([read('whole', { splitAboveMB: 2048, rangeMB: 512 }), read('split', { splitAboveMB: 1, rangeMB: 1 })]);
  });
});
afterAll(closeSharedLaptop);

/** A project that is trained on a small table and scores a large batch; `ranges` says for both when they are split. The table is a thousandth of the batch. */
async function read(project: string, { splitAboveMB, rangeMB }: RangeSettings): Promise<Read> {
  const data = { splitAboveMB: splitAboveMB / 1000, rangeMB: rangeMB / 1000 };
  await laptop.apply(tinyProject(project, { data, rest: { scoring: ScoringSettings.parse({ splitAboveMB, rangeMB }) } }));
  const training = await laptop.storyOf(await laptop.drop(project, tinyTable()));
  return { training, scoring: await storyOfBatch(laptop, await dropBatch(laptop, project, BATCH)) };
}

async function artifact(uri = ''): Promise<string> {
  const stream = await s3Artifacts(laptop.target.buckets.artifacts, laptop.target.clients.s3).read(uri);
  return stream ? text(stream) : '';
}

describe('a file that is read in ranges', () => {
  it('gives the result of one pass, byte for byte', async () => {
    const [one, other] = [whole.scoring.batch, split.scoring.batch];

    const result = await artifact(other.result?.uri);

    expect(other).toMatchObject({ outcome: 'Scored', checked: { rows: 32_000, badRows: 64 }, result: { rows: 31_936, sha256: one.result?.sha256 } });
    expect(other.checked).toMatchObject({ sha256: one.checked?.sha256, cleanSha256: one.checked?.cleanSha256, findings: one.checked?.findings });
    expect(result).toBe(await artifact(one.result?.uri));
    expect(await artifact(other.checked?.lines)).toBe(await artifact(one.checked?.lines));
    expect(await artifact(other.checked?.setAside)).toBe((await artifact(one.checked?.setAside)).replaceAll('whole/batches', 'split/batches'));
  });

  it('gives the snapshot of one pass, and so the same model', async () => {
    const [one, other] = [whole.training.run, split.training.run];

    expect(other).toMatchObject({ outcome: 'Succeeded', dataset: { snapshotSha256: one.dataset?.snapshotSha256, sha256: one.dataset?.sha256, rows: 100 } });
    expect(await artifact(other.dataset?.snapshot)).toBe(await artifact(one.dataset?.snapshot));
    expect(other.metrics).toEqual(one.metrics);
  });

  it('is given to one function a range, and what is read in one pass to none of them', () => {
    const called = ['scoutRange', 'composeRanges', 'prepareRange', 'hashObject', 'mergeRanges'].map((name) => counts.invocations[`nacre-dev-${name}`]);

    expect(called).toEqual([3 + 2, 2, 3 + 2, 2, 2]);
    expect(whole.training.transitions).toBeLessThanOrEqual(14);
    expect(whole.scoring.transitions).toBeLessThanOrEqual(12);
  });

  it('leaves no part of the file behind, and nothing is denied', async () => {
    const { Contents = [] } = await laptop.target.clients.s3.send(new ListObjectsV2Command({ Bucket: laptop.target.buckets.artifacts, Prefix: 'split/' }));

    expect(Contents.filter(({ Key = '' }) => Key.startsWith('_ranges/'))).toEqual([]);
    expect(laptop.cloud.permissions.usage().denials).toEqual([]);
  });
});
