import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateModelCommand,
  CreateTransformJobCommand,
  type CreateTransformJobCommandInput,
  DescribeTransformJobCommand,
  type DescribeTransformJobCommandOutput,
  StopTransformJobCommand,
  type TransformInput,
} from '@aws-sdk/client-sagemaker';
import { until } from '../../processes/until.ts';
import { openSageMakerWorld, ROLE, type SageMakerWorld } from '../sagemaker-world.ts';

/** What a test's server does with a payload; Python. `answer(status, text)` answers, `rows` are the payload's lines. */
export type ServerScript = { readonly respond?: string; readonly ping?: string; readonly parameters?: string; readonly start?: string };

/** Answers each row's length, one a line and none ended by a newline, and says in its log what came. */
const serve = ({ respond = '', ping = '', parameters = '', start = '' }: ServerScript) => `#!/usr/bin/env python3
import http.server, os, signal, sys, threading, time
count = 0
lock = threading.Lock()
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        if self.path == "/ping":
            ${ping || 'pass'}
            return self.answer(200, "")
        ${parameters ? `return self.answer(200, '${parameters}')` : 'return self.answer(404, "")'}
    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("latin1")
        rows = body.splitlines()
        with lock:
            count += 1
            print(f"invocation {count} rows={len(rows)} bytes={len(body)} first={rows[0][:12] if rows else ''} {self.headers['Content-Type']} {self.headers['Accept']}", flush=True)
        answer = self.answer
${respond.replace(/^/gm, '        ')}
        self.answer(200, "\\n".join(str(len(row)) for row in rows))
    def answer(self, status, text):
        self.wfile.write(f"HTTP/1.1 {status} .\\r\\nContent-Length: {len(text)}\\r\\n\\r\\n{text}".encode("latin1"))
    def log_message(self, *_):
        pass
${start}
server = http.server.ThreadingHTTPServer((os.environ["SAGEMAKER_BIND_TO_HOST"], int(os.environ["SAGEMAKER_BIND_TO_PORT"])), Handler)
print("ready", flush=True)
server.serve_forever()
`;

/** Lines of CSV under in/<job>/, unless something else is said. */
export function linesUnder(job: string, changes: Partial<TransformInput> = {}): TransformInput {
  const S3DataSource = { S3DataType: 'S3Prefix', S3Uri: `s3://data/in/${job}/` } as const;
  return { DataSource: { S3DataSource }, ContentType: 'text/csv', SplitType: 'Line', ...changes };
}

export async function openBench(pingSeconds?: number): Promise<TransformBench> {
  return new TransformBench(await openSageMakerWorld(pingSeconds));
}

export class TransformBench {
  readonly world: SageMakerWorld;
  #number = 0;

  constructor(world: SageMakerWorld) {
    this.world = world;
  }

  /** A model whose image has this server. */
  async model(script: ServerScript = {}, changes: { readonly ExecutionRoleArn?: string; readonly ModelDataUrl?: string } = {}): Promise<string> {
    this.#number += 1;
    const ModelName = `model-${this.#number}`;
    const { ModelDataUrl = 's3://data/model.tar.gz', ExecutionRoleArn = ROLE } = changes;
    const PrimaryContainer = { Image: this.world.image(serve(script)), ModelDataUrl, Environment: { FROM_MODEL: 'model' } };
    await this.world.sagemaker.send(new CreateModelCommand({ ModelName, ExecutionRoleArn, PrimaryContainer }));
    return ModelName;
  }

  /** A valid request for what lies under in/<job>/; its results go to out/<job>/. */
  request(ModelName: string, changes: Partial<CreateTransformJobCommandInput> = {}): CreateTransformJobCommandInput & { readonly TransformJobName: string } {
    this.#number += 1;
    const TransformJobName = changes.TransformJobName ?? `job-${this.#number}`;
    return {
      ModelName,
      TransformInput: linesUnder(TransformJobName),
      TransformOutput: { S3OutputPath: `s3://data/out/${TransformJobName}/`, Accept: 'text/csv', AssembleWith: 'Line' },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      ...changes,
      TransformJobName,
    };
  }

  /** Puts the objects where the request looks for them and creates the job. */
  async create(request: CreateTransformJobCommandInput, objects: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [path, body] of Object.entries(objects)) await this.world.put(`in/${request.TransformJobName}/${path}`, body);
    await this.world.sagemaker.send(new CreateTransformJobCommand(request));
  }

  /** Makes a model with this server, transforms the objects and waits for the end. */
  async transform(objects: Readonly<Record<string, string | Buffer>>, script: ServerScript = {}, changes: Partial<CreateTransformJobCommandInput> = {}) {
    const request = this.request(await this.model(script), changes);
    await this.create(request, objects);
    return this.end(request.TransformJobName);
  }

  describe(TransformJobName: string): Promise<DescribeTransformJobCommandOutput> {
    return this.world.sagemaker.send(new DescribeTransformJobCommand({ TransformJobName }));
  }

  async stop(TransformJobName: string): Promise<void> {
    await this.world.sagemaker.send(new StopTransformJobCommand({ TransformJobName }));
  }

  /** Waits for the job's end; `name` is there for certain. */
  async end(name: string) {
    await until(async () => ['Completed', 'Failed', 'Stopped'].includes((await this.describe(name)).TransformJobStatus ?? ''));
    return { ...(await this.describe(name)), name };
  }

  /** The results of a job by their paths. */
  async results(name: string): Promise<Readonly<Record<string, string>>> {
    const paths = await this.world.keys(`out/${name}/`);
    return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, (await this.world.object(`out/${name}/${path}`)).text] as const)));
  }

  story(name: string): readonly unknown[] {
    return this.world.events.filter(({ detail }) => detail['TransformJobName'] === name).map(({ detail }) => detail['TransformJobStatus']);
  }

  /** The lines of the server's log file so far. */
  log(name: string): readonly string[] {
    const file = join(this.world.settings.folder, 'logs', 'jobs', `${name}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  invocations(name: string): readonly string[] {
    return this.log(name).filter((line) => line.startsWith('invocation '));
  }

  /** What CloudWatch Logs has of a job: the server's lines, or the data log's without their times. */
  async cloudWatch(name: string, which: 'server' | 'data-log'): Promise<readonly string[]> {
    const logs = new CloudWatchLogsClient(this.world.world.client());
    const logGroupName = '/aws/sagemaker/TransformJobs';
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }));
    const logStreamName = logStreams.map((stream) => stream.logStreamName ?? '').find((stream) => stream.endsWith('/data-log') === (which === 'data-log'));
    const { events = [] } = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
    return events.map(({ message = '' }) => message.replace(/^[\d\-T:.]+(?=:\[)/, ''));
  }
}
