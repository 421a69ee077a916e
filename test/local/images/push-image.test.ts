import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { imageFolder } from '../../../local/images/catalogue.ts';
import { pushImage } from '../../../local/images/push-image.ts';
import { type Moto, startMoto } from '../../../local/moto/start.ts';

const root = join(import.meta.dirname, '../../..');
const repository = 'nacre/training';
let base = '';
let moto: Moto;
let client: ECRClient;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'images-'));
  moto = await startMoto({ port: 1, region: 'eu-west-1', account: '123456789012', folder: base, root });
  client = new ECRClient({ endpoint: `http://127.0.0.1:${moto.port}`, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  await client.send(new CreateRepositoryCommand({ repositoryName: repository }));
});
afterAll(async () => {
  await moto.close();
  rmSync(base, { recursive: true, force: true });
});

let source = '';
let number = 0;
const settings = { port: 1, region: 'eu-west-1', account: '123456789012', stage: 'dev', endpoint: '', folder: '', root: '/nowhere' };
const push = (tags: readonly string[], into = repository) =>
  pushImage({
    folder: source,
    repository: into,
    tags,
    settings: { ...settings, folder: join(base, 'cloud') },
    client,
  });
const folderOf = (uri: string) => imageFolder(uri, { ...settings, folder: join(base, 'cloud') });

beforeEach(() => {
  source = join(base, `source-${++number}`);
  mkdirSync(join(source, 'models'), { recursive: true });
  for (const command of ['train', 'serve']) {
    writeFileSync(join(source, command), `#!/bin/sh\necho ${command} ${number}\n`);
    chmodSync(join(source, command), 0o755);
  }
  writeFileSync(join(source, 'models', 'linear.py'), 'print(1)\n');
});
afterEach(() => rmSync(source, { recursive: true }));

describe('pushImage', () => {
  it('registers one digest under all tags', async () => {
    const { digest } = await push(['latest', 'a'.repeat(40)]);
    const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: 'latest' }] }));

    expect(imageDetails?.[0]?.imageDigest).toBe(digest);
    expect(imageDetails?.[0]?.imageTags?.sort()).toEqual(['a'.repeat(40), 'latest']);
  });

  it('gives the same content the same digest', async () => {
    const first = await push(['latest']);
    mkdirSync(join(source, '__pycache__'));
    writeFileSync(join(source, '__pycache__', 'linear.pyc'), 'left by a run');

    const second = await push(['latest']);

    expect(second).toEqual(first);
  });

  it('moves a tag to changed content and back, keeping both snapshots', async () => {
    const first = await push(['latest']);
    const before = readFileSync(join(source, 'train'));
    writeFileSync(join(source, 'train'), '#!/bin/sh\nexit 0\n');
    const second = await push(['latest']);
    const latest = folderOf('123456789012.dkr.ecr.eu-west-1.amazonaws.com/nacre/training:latest');
    writeFileSync(join(source, 'train'), before);

    const third = await push(['latest']);
    const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: 'latest' }] }));

    expect(latest).toBe(second.folder);
    expect(third).toEqual(first);
    expect(imageDetails?.map(({ imageDigest }) => imageDigest)).toEqual([first.digest]);
    expect(existsSync(second.folder)).toBe(true);
  });

  it('refuses a folder that cannot train', async () => {
    chmodSync(join(source, 'train'), 0o644);

    await expect(push(['latest'])).rejects.toThrow(/is no image: it needs an executable file "train" at its root/);
  });

  it('refuses a link, naming it', async () => {
    symlinkSync('/etc/hosts', join(source, 'hosts'));

    await expect(push(['latest'])).rejects.toThrow(/hosts is neither a file nor a folder/);
  });

  it('asks to deploy first where there is no repository', async () => {
    await expect(push(['latest'], 'nobody/knows')).rejects.toThrow('there is no ECR repository nobody/knows to push to; deploy first');
  });
});

describe('imageFolder', () => {
  it('finds the snapshot by digest, by tag, and as latest', async () => {
    const { uri, folder, digest } = await push(['latest', 'v1']);
    const name = uri.split('@')[0];

    const found = [uri, `${name}:v1`, name ?? '', `${name}:v1@${digest}`].map(folderOf);

    expect(found).toEqual([folder, folder, folder, folder]);
    expect(existsSync(join(folder, 'models', 'linear.py'))).toBe(true);
  });

  it('knows neither other tags nor other registries', async () => {
    const { uri } = await push(['latest']);

    const found = [`${uri.split('@')[0]}:other`, uri.replace('123456789012', '763104351884'), uri.replace(/.$/, 'x'), 'train'].map(folderOf);

    expect(found).toEqual([undefined, undefined, undefined, undefined]);
  });
});
