import { describe, expect, it } from '@jest/globals';
import { acceptBatch } from '../../core/accept-batch.ts';
import { sweepUploads } from '../../core/sweep-uploads.ts';
import { inMemoryDatasets } from '../world/in-memory-storage.ts';
import { OPERATOR, protocolWorld, uploadOf } from './protocol-world.ts';

const LONGEST = 1024;

/** A key of exactly as many bytes as S3 allows, of these characters. */
function longest(characters: string, folder: string): string {
  const [begin, end] = [`cars/${folder}/`, '.csv'];
  const room = LONGEST - Buffer.byteLength(begin + end);
  const filled = characters.repeat(Math.floor(room / Buffer.byteLength(characters)));
  return `${begin}${filled}${'x'.repeat(room - Buffer.byteLength(filled))}${end}`;
}

const SCRIPTS = {
  ...{ emoji: '👩🏽‍🔬', Chinese: '数据', Arabic: 'بيانات', Hebrew: 'נתונים', Devanagari: 'आंकड़े', 'a combining accent': 'e\u0301' },
  ...{ 'plus signs': '+', 'percent signs': '%2B', slashes: '/', 'dots and slashes': '../', 'line breaks': '\n', 'carriage returns': '\r', tabs: '\t' },
  ...{ markup: '<b>&"\'', 'a right-to-left mark': '\u202e', 'a zero width space': '\u200b', 'a lone control character': '\u0001', 'a backslash': '\\' },
};

describe.each(Object.entries(SCRIPTS))('a key of 1,024 bytes of %s', (_, characters) => {
  it('is taken as it is, once, as a data set and as a batch, and the sweep knows it', async () => {
    const world = await protocolWorld();
    const put = (folder: string) => world.services.datasets.put(longest(characters, folder), 'age,price\n1,2\n', { lastModified: '2026-11-21T09:00:00.000Z' });
    const [dataset, batch] = [put('datasets'), put('batches')];

    const became = [
      ...[(await world.accept(uploadOf(dataset))).became, (await world.accept(uploadOf(dataset))).became],
      ...[(await acceptBatch(uploadOf(batch), OPERATOR, world.services)).became, (await acceptBatch(uploadOf(batch), OPERATOR, world.services)).became],
    ];
    const { services } = world;
    const swept = await sweepUploads(300, { ...services, uploads: services.datasets, projectFiles: inMemoryDatasets(services.clock.now, 'config') });

    expect(became).toEqual(['waiting', 'duplicate', 'waiting', 'duplicate']);
    expect((await world.requests())[0]?.object?.key).toBe(dataset.key);
    expect(swept).toEqual({ objects: 2, found: [] });
    for (const { pk, sk } of world.records.items()) expect(Buffer.byteLength(`${pk}${sk}`)).toBeLessThan(LONGEST);
  });
});

it('keeps keys apart that differ in how they could be encoded', async () => {
  const world = await protocolWorld();

  for (const name of ['a+b', 'a b', 'a%20b', 'a%2Bb', 'A+b', 'e\u0301', '\u00e9']) await world.accept(world.upload(`cars/datasets/${name}.csv`));

  expect(new Set((await world.requests()).map(({ id }) => id)).size).toBe(7);
});
