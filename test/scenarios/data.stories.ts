import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, paginateDescribeLogGroups, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { standIn } from '../../cli/stand-in.ts';
import type { Story } from '../../cli/stories.ts';
import { ProjectDefinition } from '../../core/project.ts';
import { expectNothingLeft } from './expectations.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject } from './projects.ts';
import { refusedData, SECRET } from './refused-data.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';
import { trainedData } from './trained-data.ts';

let laptop: Laptop;
const stories = new Map<string, Promise<Story>>();

beforeAll(async () => {
  laptop = await sharedLaptop();
  for (const { project, data, body } of [...refusedData, ...trainedData]) await tell(tinyProject(project, data ? { data } : {}), body);
  await tell(abalone(), withThreeBadRows());
  await Promise.allSettled(stories.values());
});
afterAll(closeSharedLaptop);

/** Drops follow each other without waiting for their ends, so that warm functions serve the next. */
async function tell(definition: ProjectDefinition, body: string | Buffer): Promise<void> {
  await laptop.apply(definition);
  const story = laptop.storyOf(await laptop.drop(definition.project, body));
  story.catch(() => undefined);
  stories.set(definition.project, story);
}

/** The flagship's own columns, trained by the tiny image. */
function abalone(): ProjectDefinition {
  const { training, ...rest } = ProjectDefinition.parse(
    parse(readFileSync(join(import.meta.dirname, '..', '..', 'projects', 'abalone', 'project.yml'), 'utf8')),
  );
  return { ...rest, training: { ...training, image: { ...training.image, tag: 'tiny' } }, thresholds: [{ metric: 'rmse', atMost: 1000 }] };
}

const BAD_LINES = [17, 1234, 4177];

function withThreeBadRows(): string {
  const lines = standIn().trimEnd().split('\n');
  for (const line of BAD_LINES) lines[line - 1] = (lines[line - 1] ?? '').replace(/^([MFI]),[^,]*/, `$1,${SECRET}`);
  return `${lines.join('\n')}\n`;
}

async function storyOf(project: string): Promise<Story> {
  const story = await stories.get(project);
  if (story === undefined) throw new Error(`no story of ${project} was told`);
  return story;
}

describe('is refused before a training job is paid for, and its owner told why:', () => {
  for (const { fact, project, told } of refusedData) {
    it(fact, async () => {
      const { run, mails } = await storyOf(project);

      expect(run).toMatchObject({ outcome: 'Refused', attempts: [], verdict: { outcome: 'Refused' } });
      expect(mails).toMatchObject([{ to: `${project}@example.com`, subject: `${project}: data refused`, status: 'sent' }]);
      for (const words of told) expect(mails[0]?.text.toLowerCase()).toContain(words.toLowerCase());
      expect(JSON.stringify([run, mails])).not.toContain(SECRET);
      await expectNothingLeft(laptop, project);
    });
  }
});

describe('is trained although it looks unlike other files:', () => {
  for (const { fact, project, rows, found } of trainedData) {
    it(fact, async () => {
      const { run, mails } = await storyOf(project);

      expect(run).toMatchObject({
        outcome: 'Succeeded',
        dataset: { rows, badRows: 0, ...(found && { findings: [found] }) },
        attempts: [{ status: 'Completed' }],
      });
      expect(mails).toMatchObject([{ to: `${project}@example.com`, subject: `${project}: model version 1 registered`, status: 'sent' }]);
      await expectNothingLeft(laptop, project);
    });
  }
});

describe('text in a numeric column of 3 in 4,177 rows', () => {
  it('sets these rows aside by line number and trains on the rest', async () => {
    const { run, mails } = await storyOf('abalone');
    const found = '3 rows: not a number (column Length; first in lines 17, 1234, 4177)';

    expect(run).toMatchObject({ outcome: 'Succeeded', dataset: { rows: 4177, badRows: 3, findings: [found] } });
    expect(mails[0]?.text).toContain(found);
    expect(JSON.stringify([run, mails])).not.toContain(SECRET);
    expect(await artifact(run.dataset?.setAside)).toMatchObject({
      badRows: 3,
      rows: BAD_LINES.map((line) => ({ line, column: 'Length', reason: 'not a number' })),
    });
    await expectNothingLeft(laptop, 'abalone');
  });
});

async function artifact(uri = ''): Promise<unknown> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  const { Body } = await laptop.target.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

describe('what a cell says', () => {
  it('is in no log of any function or job', async () => {
    const logs = new CloudWatchLogsClient(laptop.target.clients.settings);
    const groups: string[] = [];
    for await (const page of paginateDescribeLogGroups({ client: logs }, {}))
      groups.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));

    const lines = await Promise.all(groups.map((group) => linesOf(logs, group)));

    expect(groups).toContain('/aws/lambda/nacre-dev-prepareDataset');
    expect(lines.flat().length).toBeGreaterThan(100);
    expect(lines.flat().filter((line) => line.includes(SECRET))).toEqual([]);
  });
});

async function linesOf(client: CloudWatchLogsClient, logGroupName: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName })) lines.push(...(page.events ?? []).map(({ message = '' }) => message));
  return lines;
}
