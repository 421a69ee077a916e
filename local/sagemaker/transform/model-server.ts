import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../processes/free-port.ts';
import { JobFailure } from '../jobs/job-failure.ts';
import { runContainer } from '../jobs/run-container.ts';
import type { Workplace } from '../jobs/run-job.ts';
import { exchange } from './http-exchange.ts';
import { ExecutionParameters } from './limits.ts';
import { serverEnvironment } from './server-environment.ts';
import type { TransformJob } from './transform-job.ts';

export type ModelServer = {
  readonly port: number;
  /** The connections on which payloads are sent. */
  readonly agent: Agent;
  /** Aborted, with the reason, when the job is stopped or the server ends before it is told to. */
  readonly over: AbortSignal;
  /** SIGTERM, and SIGKILL after the grace; resolves when the process has ended and its last line was read. */
  close(): Promise<void>;
};

/** SageMaker ends jobs after five days. */
const LONGEST_SECONDS = 432_000;

/** Starts what `docker run <image> serve` would. */
export async function startServer(job: TransformJob, { folder, run }: Workplace, onLine: (line: string) => void): Promise<ModelServer> {
  const { settings, session, graceSeconds } = run;
  const port = await freePort();
  const stop = new AbortController();
  const gone = new AbortController();
  const ended = runContainer({
    name: `transform job ${job.name}`,
    folder: settings.folder,
    command: 'serve',
    args: [],
    cwd: folder.image,
    env: serverEnvironment(job, folder, { port, settings, credentials: session.credentials }),
    onLine,
    stop: stop.signal,
    kill: job.kill,
    maxRuntimeSeconds: LONGEST_SECONDS,
    graceSeconds,
  }).then(({ exitCode }) => gone.abort(endedEarly(exitCode)));
  const agent = new Agent({ keepAlive: true });
  const close = async () => {
    agent.destroy();
    stop.abort();
    await ended;
  };
  return { port, agent, over: AbortSignal.any([job.interrupted, gone.signal]), close };
}

function endedEarly(exitCode: number): JobFailure {
  return new JobFailure('AlgorithmError', `The model server ended, exit code: ${exitCode}. See job logs for more information`);
}

const PING_MS = 2000;

/** Asks until the server answers 200, each time for at most two seconds. */
export async function awaitPing(server: ModelServer, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await answersPing(server))) {
    server.over.throwIfAborted();
    if (Date.now() > deadline)
      throw new JobFailure(
        'AlgorithmError',
        'Model container failed to respond to ping. Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code',
      );
    await pause(100);
  }
}

async function answersPing({ port, over }: ModelServer): Promise<boolean> {
  const signal = AbortSignal.any([over, AbortSignal.timeout(PING_MS)]);
  return exchange({ port, method: 'GET', path: '/ping', signal }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** What the server says of itself; a server need not implement it. */
export async function executionParameters({ port, over }: ModelServer): Promise<ExecutionParameters> {
  const signal = AbortSignal.any([over, AbortSignal.timeout(PING_MS)]);
  const answer = await exchange({ port, method: 'GET', path: '/execution-parameters', signal }).catch(() => undefined);
  over.throwIfAborted();
  if (answer?.status !== 200) return {};
  try {
    return ExecutionParameters.parse(JSON.parse(answer.body.toString()));
  } catch (error) {
    throw new JobFailure('AlgorithmError', 'The model server answered GET /execution-parameters with something else than its JSON object.', { cause: error });
  }
}
