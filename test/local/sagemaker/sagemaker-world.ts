import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { pack } from 'tar-stream';
import type { AwsService, CloudSettings, Facts, Happening } from '../../../local/plane.ts';
import { createSageMakerPlane, type SageMakerPlane } from '../../../local/sagemaker/sagemaker-plane.ts';
import { account, type GatewayWorld, region, root, startGatewayWorld } from '../gateway/gateway-world.ts';

export const REGISTRY = `${account}.dkr.ecr.${region}.amazonaws.com`;
export const ROLE = `arn:aws:iam::${account}:role/transform-job`;
export const KEY = `arn:aws:kms:${region}:${account}:key/data`;
export const ALLOWED = [{ Effect: 'Allow', Action: ['ecr:*', 's3:*', 'logs:*', 'kms:*'], Resource: '*' }];

/** The SageMaker plane behind a real gateway and a real moto: roles may do what their policies say, and nothing else. */
export class SageMakerWorld {
  readonly settings: CloudSettings;
  readonly world: GatewayWorld;
  readonly plane: SageMakerPlane;
  readonly s3: S3Client;
  readonly sagemaker: SageMakerClient;
  readonly events: Happening[] = [];
  readonly troubles: string[] = [];
  #images = 0;

  constructor(world: GatewayWorld, services: AwsService[], pingSeconds: number) {
    this.world = world;
    const folder = mkdtempSync(join(tmpdir(), 'sagemaker-'));
    this.settings = { port: 0, region, account, stage: 'dev', endpoint: world.endpoint, folder, root };
    this.plane = createSageMakerPlane({
      settings: this.settings,
      permissions: world.permissions,
      imageFolder: (uri) => (uri.startsWith(`${REGISTRY}/image-`) ? join(folder, 'images', uri.split('/')[1] ?? '') : undefined),
      publish: (happening) => {
        this.events.push(happening);
        return { ...happening, version: '0', id: '1', 'detail-type': happening.detailType, account: '', region: '', time: '' };
      },
      passOn: async () => ({ passed: 'on' }),
      tell: (trouble) => this.troubles.push(trouble),
      graceSeconds: 0.3,
      pingSeconds,
    });
    services.push(this.plane);
    this.s3 = new S3Client({ ...world.client(), forcePathStyle: true });
    this.sagemaker = new SageMakerClient(world.client());
    this.role(ROLE, ALLOWED);
  }

  role(arn: string, statements: readonly Facts[], by = 'sagemaker.amazonaws.com'): void {
    this.world.permissions.defineRole({
      arn,
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: by }, Action: 'sts:AssumeRole' }] },
      policies: [{ name: 'job', document: { Version: '2012-10-17', Statement: statements } }],
    });
  }

  /** An image whose `serve` is this script; its URI. */
  image(serve: string): string {
    this.#images += 1;
    const folder = join(this.settings.folder, 'images', `image-${this.#images}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'serve'), serve);
    chmodSync(join(folder, 'serve'), 0o755);
    return `${REGISTRY}/image-${this.#images}`;
  }

  async put(key: string, body: string | Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'data', Key: key, Body: Buffer.from(body) }));
  }

  async object(key: string) {
    const { Body, ...facts } = await this.s3.send(new GetObjectCommand({ Bucket: 'data', Key: key }));
    return { ...facts, text: (await Body?.transformToString()) ?? '' };
  }

  async keys(prefix: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: 'data', Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key.slice(prefix.length));
  }

  async close(): Promise<void> {
    await this.plane.close();
    await this.world.close();
    rmSync(this.settings.folder, { recursive: true, force: true });
  }
}

export async function openSageMakerWorld(pingSeconds = 60): Promise<SageMakerWorld> {
  const services: AwsService[] = [];
  const opened = new SageMakerWorld(await startGatewayWorld(services), services, pingSeconds);
  await opened.s3.send(new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: region } }));
  await opened.put('model.tar.gz', await archive({ 'weights.txt': '42', 'sub/more.txt': 'more', 'linked.txt': '-> sub/more.txt' }));
  return opened;
}

/** A model.tar.gz; a content `-> path` makes a symbolic link. */
export async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    if (content.startsWith('-> ')) tar.entry({ name, type: 'symlink', linkname: content.slice(3) });
    else tar.entry({ name }, content);
  }
  tar.finalize();
  return gzipSync(await buffer(tar));
}
