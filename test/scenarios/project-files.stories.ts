import { join } from 'node:path';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordsOf, type Story } from '../../cli/stories.ts';
import { idOfVersion } from '../../core/object-version.ts';
import { findProject } from '../../core/read-record.ts';
import { expectNothingLeft } from './expectations.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject } from './projects.ts';
import { houses, housesTable, MANY, wide, wideTable } from './real-projects.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

let laptop: Laptop;
/** Real training takes its time: it goes on while the other stories are told. */
const trained = new Map<string, Promise<Story>>();

beforeAll(async () => {
  laptop = await sharedLaptop();
  await laptop.push(join(import.meta.dirname, '..', '..', 'training-image'), 'latest');
  for (const [definition, table] of [
    [houses, housesTable()],
    [wide, wideTable()],
  ] as const) {
    await laptop.apply(definition);
    const story = laptop.storyOf(await laptop.drop(definition.project, table));
    story.catch(() => undefined);
    trained.set(definition.project, story);
  }
});
afterAll(closeSharedLaptop);

const fileOf = (project: string) => `projects/${project}/project.yml`;
const definitionOf = async (project: string) => (await findProject(project, { records: recordsOf(laptop.target) }))?.definition;

/** Writes a project.yml as text; answers the mails about it once everything has come to rest. */
async function write(project: string, text: string) {
  const bucket = laptop.target.buckets.config;
  const { VersionId: versionId = '' } = await laptop.put(bucket, fileOf(project), text);
  await laptop.quiet();
  return laptop.mailsAbout(idOfVersion('project', { bucket, key: fileOf(project), versionId }));
}

const withMistakes = `project: shop
description: Predicts what is bought.
owner: shop@example.com
data:
  target: prise
  columns:
    - { name: size, type: nummer }
    - { name: price, type: number }
`;

describe('a project.yml with mistakes', () => {
  it('changes nothing, and operator and owners are told each line and what to write', async () => {
    const before = tinyProject('shop');
    await laptop.apply(before);

    const mails = await write('shop', withMistakes);

    expect(mails.map(({ to, status }) => ({ to, status }))).toEqual([
      { to: 'operators@example.com', status: 'sent' },
      { to: 'shop@example.com', status: 'sent' },
    ]);
    expect(mails[0]?.subject).toMatch(/^projects\/shop\/project\.yml was not applied: \d+ problems$/);
    expect(mails[1]?.text).toContain('line 3: owner is not known here; did you mean "owners"?');
    expect(mails[1]?.text).toContain('line 7: data.columns[0].type is none of number, integer, category, text; did you mean "number"?');
    expect(mails[1]?.text).toContain('line 1: training is missing; write a group of members');
    expect(await definitionOf('shop')).toEqual(before);
  });

  it('is made good by the next correct version', async () => {
    const corrected = tinyProject('shop', { rest: { description: 'Corrected.' } });

    await laptop.apply(corrected);

    expect(await definitionOf('shop')).toEqual(corrected);
  });

  it('is told to the operator where there is no project yet', async () => {
    const mails = await write('fresh', 'project: fresh\ndata:\n\tuse: all\n');

    expect(mails).toMatchObject([{ to: 'operators@example.com', subject: 'projects/fresh/project.yml was not applied: a problem', status: 'sent' }]);
    expect(mails[0]?.text).toContain('line 3: the file is no valid YAML: Tabs are not allowed as indentation');
    expect(await definitionOf('fresh')).toBeUndefined();
  });
});

describe('an older project.yml that arrives late', () => {
  it('is not applied over a newer one', async () => {
    const events = new EventBridgeClient(laptop.target.clients.settings);
    const newer = tinyProject('slow', { rest: { description: 'The newer one.' } });
    await events.send(new DisableRuleCommand({ Name: 'nacre-dev-applyProject' }));
    const older = await laptop.put(laptop.target.buckets.config, fileOf('slow'), JSON.stringify(tinyProject('slow')));
    await events.send(new EnableRuleCommand({ Name: 'nacre-dev-applyProject' }));
    await laptop.apply(newer);

    laptop.tellAgain(older.VersionId ?? '');
    await laptop.quiet();

    expect(await definitionOf('slow')).toEqual(newer);
  });
});

describe('a project of another kind', () => {
  it('trains a real linear model from a file with a header and quoted cells', async () => {
    const story = await trained.get('houses');

    expect(story?.run).toMatchObject({ outcome: 'Succeeded', dataset: { rows: 400, badRows: 0 }, modelPackage: { version: 1 }, image: { tag: 'latest' } });
    expect(story?.run.metrics?.['r2']).toBeGreaterThan(0.95);
    await expectNothingLeft(laptop, 'houses');
  });

  it(`trains on ${MANY} columns, which no hyperparameter could hold`, async () => {
    const story = await trained.get('wide');

    expect(story?.run).toMatchObject({ outcome: 'Succeeded', dataset: { rows: 600, badRows: 0 }, modelPackage: { version: 1 } });
    await expectNothingLeft(laptop, 'wide');
  });
});
