import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { followRequest, isStory } from '../../cli/follow.ts';
import { findRequest, findStory, mailsOf, recordsOf, type Story } from '../../cli/stories.ts';
import { type Target, targetIn } from '../../cli/target.ts';
import { idOfVersion } from '../../core/object-version.ts';
import type { ProjectDefinition } from '../../core/project.ts';
import { findProject } from '../../core/read-record.ts';
import type { RequestRecord } from '../../core/records.ts';
import { parseRunName } from '../../core/run-name.ts';
import { type CloudOptions, type LaptopCloud, startCloud } from '../../local/cloud.ts';
import { pushImage } from '../../local/images/push-image.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { eventually } from './eventually.ts';

const root = join(import.meta.dirname, '..', '..');

export type Dropped = { readonly project: string; readonly key: string; readonly versionId: string; readonly request: string };

/** A laptop cloud of a test's own, spoken to as a user would: files are dropped with an S3 client, and what comes of them is read from the records. */
export class Laptop {
  readonly cloud: LaptopCloud;
  readonly target: Target;
  readonly #folder: string;

  private constructor(cloud: LaptopCloud, folder: string) {
    this.cloud = cloud;
    this.target = targetIn({ ...cloud.description, pid: process.pid, processStart: '' });
    this.#folder = folder;
  }

  static async open(options: Partial<Pick<CloudOptions, 'tracking' | 'graceSeconds' | 'pingSeconds' | 'interfere'>> = {}): Promise<Laptop> {
    const folder = mkdtempSync(join(tmpdir(), 'nacre-scenario-'));
    const cloud = await startCloud({ port: await freePort(), root, folder, tell: () => undefined, tracking: 'off', graceSeconds: 2, ...options });
    const laptop = new Laptop(cloud, folder);
    await laptop.push(join(import.meta.dirname, 'images', 'tiny'), 'tiny');
    return laptop;
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Pushes a folder as a training image under a tag of the one repository. */
  push(folder: string, tag: string): Promise<{ readonly digest: string; readonly uri: string }> {
    return pushImage({ folder, repository: 'nacre/training', tags: [tag], settings: this.cloud.settings, client: new ECRClient(this.target.clients.settings) });
  }

  /** Drops a project.yml into the config bucket and waits until it is applied. YAML reads JSON, so plain data will do. */
  async apply(definition: ProjectDefinition): Promise<void> {
    const { project } = definition;
    const { VersionId } = await this.put(this.target.buckets.config, `projects/${project}/project.yml`, JSON.stringify(definition));
    await eventually(async () => (await findProject(project, { records: recordsOf(this.target) }))?.source.versionId === VersionId);
  }

  /** Drops a data set; `as` is its key below datasets/. */
  async drop(
    project: string,
    body: string | Buffer,
    { as = 'data.csv', metadata }: { readonly as?: string; readonly metadata?: Record<string, string> } = {},
  ): Promise<Dropped> {
    const key = `${project}/datasets/${as}`;
    const { VersionId: versionId = '' } = await this.put(this.target.buckets.data, key, body, metadata);
    return { project, key, versionId, request: idOfVersion('upload', { bucket: this.target.buckets.data, key, versionId }) };
  }

  put(bucket: string, key: string, body: string | Buffer, metadata?: Record<string, string>) {
    return this.target.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body), ...(metadata && { Metadata: metadata }) }));
  }

  /** The story of the run that took a drop, once its outcome stands and its mails are sent or refused. */
  async storyOf({ project, request }: Dropped): Promise<Story> {
    await eventually(async () => this.#hasEndedRun(project));
    const ended = await followRequest(this.target, { project, id: request }, () => undefined);
    if (!isStory(ended)) throw new Error(`request ${request} became no run: ${ended.status} ${ended.reason ?? ''}`);
    return ended;
  }

  /** Told by the bus in this very process: many stories that each asked the records over and over would slow each other down. */
  #hasEndedRun(project: string): boolean {
    return this.cloud.bus.history().some(({ event: { source, detail } }) => {
      return source === 'aws.states' && detail['status'] !== 'RUNNING' && parseRunName(String(detail['name']))?.project === project;
    });
  }

  /** The request of a drop, once somebody has decided on it. */
  requestOf({ project, request }: Dropped): Promise<RequestRecord> {
    return eventually(async () => {
      const found = await findRequest(this.target, project, request);
      return found?.status === 'waiting' ? undefined : found;
    });
  }

  story(run: string): Promise<Story> {
    return findStory(this.target, run);
  }

  mailsAbout(outcomeOf: string) {
    return mailsOf(this.target, outcomeOf);
  }

  /** S3's event of this object version once more, as events come late or twice. */
  tellAgain(versionId: string): void {
    const { event } = this.toldOf(versionId);
    this.cloud.bus.publish({ source: event.source, detailType: event['detail-type'], resources: event.resources, detail: event.detail });
  }

  /** The event of this object version, and what became of its deliveries. */
  toldOf(versionId: string): ReturnType<LaptopCloud['bus']['history']>[number] {
    const told = this.cloud.bus.history().find(({ event }) => JSON.stringify(event.detail).includes(JSON.stringify(versionId)));
    if (told === undefined) throw new Error(`S3 told no event of version ${versionId}`);
    return told;
  }

  /** Resolves when no event is being delivered and no function is at work. */
  async quiet(): Promise<void> {
    await this.cloud.bus.idle();
    await this.cloud.lambda.idle();
    await this.cloud.bus.idle();
  }
}
