import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { extract } from 'tar-stream';
import { createPermissions } from '../../../../local/iam/permissions.ts';
import { type Moto, startMoto } from '../../../../local/moto/start.ts';
import type { CloudSettings, Facts, Permissions } from '../../../../local/plane.ts';
import { createSageMakerPlane, type SageMakerOptions } from '../../../../local/sagemaker/sagemaker-plane.ts';
import { until } from '../../processes/until.ts';

export const REGISTRY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
export const ROLE = 'arn:aws:iam::123456789012:role/training-job';
/** Where a job's script finds what stands for /opt/ml. */
export const BASE = '$SAGEMAKER_BASE_DIR';
export const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const root = join(import.meta.dirname, '../../../..');
const ALLOWED = [{ Effect: 'Allow', Action: ['ecr:*'], Resource: '*' }];

/** A training plane over a real moto, without the gateway: who may read and write S3 is not asked here, who may pull an image is. */
export async function openBench() {
  const folder = mkdtempSync(join(tmpdir(), 'training-'));
  const moto = await startMoto({ port: 1, region: 'eu-west-1', account: '123456789012', folder, root });
  const settings: CloudSettings = {
    port: 1,
    region: 'eu-west-1',
    account: '123456789012',
    stage: 'dev',
    endpoint: `http://127.0.0.1:${moto.port}`,
    folder,
    root,
  };
  const s3 = new S3Client({ endpoint: settings.endpoint, region: settings.region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'snapshots/1/train.csv', Body: 'x,y\n1,2\n' }));
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'snapshots/1/more/part.csv', Body: 'x,y\n3,4\n' }));
  return new Bench(settings, moto, s3);
}

class Bench {
  readonly settings: CloudSettings;
  readonly s3: S3Client;
  readonly events: { readonly resources: readonly string[]; readonly detailType: string; readonly detail: Facts }[] = [];
  readonly troubles: string[] = [];
  readonly plane: ReturnType<typeof createSageMakerPlane>;
  readonly permissions: Permissions;
  readonly #moto: Moto;
  #number = 0;

  constructor(settings: CloudSettings, moto: Moto, s3: S3Client, options: Partial<SageMakerOptions> = {}) {
    this.settings = settings;
    this.s3 = s3;
    this.#moto = moto;
    this.permissions = createPermissions(settings);
    this.role(ROLE, ALLOWED);
    this.plane = createSageMakerPlane({
      settings,
      permissions: this.permissions,
      imageFolder: (uri) => (uri.startsWith(`${REGISTRY}/image-`) ? join(settings.folder, 'images', uri.split('/')[1] ?? '') : undefined),
      publish: (happening) => {
        this.events.push(happening);
        return { ...happening, version: '0', id: '1', 'detail-type': happening.detailType, account: '', region: '', time: '' };
      },
      passOn: async () => ({ passed: 'on' }),
      tell: (trouble) => this.troubles.push(trouble),
      graceSeconds: 0.3,
      ...options,
    });
  }

  role(arn: string, statements: readonly Facts[], by = 'sagemaker.amazonaws.com'): void {
    this.permissions.defineRole({
      arn,
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: by }, Action: 'sts:AssumeRole' }] },
      policies: [{ name: 'job', document: { Version: '2012-10-17', Statement: statements } }],
    });
  }

  /** A valid request whose image's `train` is this shell script. */
  request(script: string, changes: Facts = {}): Facts & { readonly TrainingJobName: string } {
    this.#number += 1;
    const image = `image-${this.#number}`;
    const folder = join(this.settings.folder, 'images', image);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'train'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'train'), 0o755);
    return {
      TrainingJobName: `job-${this.#number}`,
      RoleArn: ROLE,
      AlgorithmSpecification: {
        TrainingImage: `${REGISTRY}/${image}`,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'rmse', Regex: 'metric rmse=([-+0-9.eE]+)' }],
      },
      HyperParameters: { epochs: '5', 'learning-rate': '0.1', model: 'linear' },
      Environment: { NACRE_RUN: 'run-1' },
      InputDataConfig: [
        {
          ChannelName: 'train',
          ContentType: 'text/csv',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://artifacts/snapshots/1/', S3DataDistributionType: 'FullyReplicated' } },
        },
      ],
      OutputDataConfig: { S3OutputPath: 's3://artifacts/jobs', KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/data' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      Tags: [{ Key: 'nacre:run', Value: 'run-1' }],
      ...changes,
    };
  }

  call(action: string, input: Facts): Promise<Facts> {
    return this.plane.call({ service: 'sagemaker', action, input, identity: this.permissions.operator.identity, requestId: '1' });
  }

  describe(name: string): Promise<Facts> {
    return this.call('DescribeTrainingJob', { TrainingJobName: name });
  }

  /** Creates the job and waits for its end. */
  async train(script: string, changes: Facts = {}): Promise<Facts> {
    const request = this.request(script, changes);
    await this.call('CreateTrainingJob', request);
    return this.end(request.TrainingJobName);
  }

  async end(name: string): Promise<Facts> {
    await until(async () => ['Completed', 'Failed', 'Stopped'].includes(String((await this.describe(name))['TrainingJobStatus'])));
    return this.describe(name);
  }

  /** `Training InProgress`, ... in the order of the events. */
  story(name: string): readonly string[] {
    return this.events
      .filter(({ detail }) => detail['TrainingJobName'] === name)
      .map(({ detail }) => `${detail['SecondaryStatus']} ${detail['TrainingJobStatus']}`);
  }

  /** The lines that CloudWatch Logs has of a job. */
  async log(name: string): Promise<readonly string[]> {
    const logs = new CloudWatchLogsClient({ endpoint: this.settings.endpoint, region: this.settings.region, credentials });
    const logGroupName = '/aws/sagemaker/TrainingJobs';
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }));
    const { events = [] } = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: logStreams[0]?.logStreamName, startFromHead: true }));
    return events.map(({ message = '' }) => message);
  }

  /** The file of the same lines. */
  logFile(name: string): string {
    return join(this.settings.folder, 'logs', 'jobs', `${name}.log`);
  }

  async object(key: string) {
    const { Body, ...facts } = await this.s3.send(new GetObjectCommand({ Bucket: 'artifacts', Key: key }));
    return { ...facts, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
  }

  /** Paths and contents of a tar.gz. */
  async archive(key: string): Promise<Readonly<Record<string, string>>> {
    const tar = extract();
    tar.end(gunzipSync((await this.object(key)).bytes));
    const files: Record<string, string> = {};
    for await (const entry of tar) files[entry.header.name] = (await buffer(entry)).toString();
    return files;
  }

  async close(): Promise<void> {
    await this.plane.close();
    await this.#moto.close();
    rmSync(this.settings.folder, { recursive: true, force: true });
  }
}
