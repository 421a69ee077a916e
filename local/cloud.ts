import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deployService } from './deploy-service.ts';
import type { CloudDescription } from './description.ts';
import { closeExecutionPlane, createExecutionPlane, type ExecutionPlane } from './execution-plane.ts';
import type { Interference } from './gateway/interference.ts';
import { startMlflow } from './mlflow/start-mlflow.ts';
import { type Moto, startMoto } from './moto/start.ts';
import type { CloudSettings } from './plane.ts';
import { checkPortIsFree } from './processes/free-port.ts';
import { endLeftovers } from './processes/registry.ts';
import { packaged } from './provision/packaged.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
const STAGE = 'dev';

export type CloudOptions = {
  readonly port: number;
  readonly root: string;
  readonly folder: string;
  readonly tell: (line: string) => void;
  readonly graceSeconds?: number;
  readonly pingSeconds?: number;
  /** `off`: runs say that tracking is missing. */
  readonly tracking?: 'on' | 'off';
  /** What tests let go wrong with calls. */
  readonly interfere?: Interference;
};

export type LaptopCloud = ExecutionPlane & {
  readonly settings: CloudSettings;
  readonly description: Omit<CloudDescription, 'pid' | 'processStart'>;
  /** Resolves, with the last lines of its log, when a part ends that nothing works without. */
  readonly broken: Promise<string>;
  readonly close: () => Promise<void>;
};

/** Starts one laptop cloud: what remembers, what acts, then everything that is deployed. */
export async function startCloud(options: CloudOptions): Promise<LaptopCloud> {
  const { port, root, folder, tell } = options;
  await checkPortIsFree(port, 'the laptop cloud');
  prepareFolder(folder, tell);
  const settings: CloudSettings = { port, region: REGION, account: ACCOUNT, stage: STAGE, endpoint: `http://127.0.0.1:${port}`, folder, root };
  const ending = new AsyncDisposableStack();
  try {
    return await assemble(options, settings, ending);
  } catch (error) {
    await ending.disposeAsync();
    throw error;
  }
}

async function assemble(options: CloudOptions, settings: CloudSettings, ending: AsyncDisposableStack): Promise<LaptopCloud> {
  const { tell, graceSeconds, pingSeconds, interfere } = options;
  const packaging = packaged(settings.root, settings.stage, join(settings.root, '.nacre', 'packages'));
  const tracking = options.tracking === 'off' ? Promise.resolve(undefined) : startMlflow({ folder: settings.folder, root: settings.root });
  ending.defer(() => settled(tracking).then((mlflow) => mlflow?.close()));
  settled(packaging);
  const moto = await startMoto(settings);
  ending.defer(() => moto.close());
  const plane = createExecutionPlane(settings, {
    motoPort: moto.port,
    tell,
    ...(graceSeconds !== undefined && { graceSeconds }),
    ...(pingSeconds !== undefined && { pingSeconds }),
    ...(interfere && { interfere }),
  });
  ending.defer(() => closeExecutionPlane(plane));
  await plane.gateway.listen();
  tell(`the gateway answers at ${settings.endpoint}`);
  const mlflow = await tracking;
  await mlflow?.ready;
  if (mlflow) tell(`MLflow answers at ${mlflow.uri}`);
  mlflow?.exited.then(({ message }) => {
    if (!ending.disposed) tell(`${message}\nRuns go on; their records say that tracking is missing.`);
  });
  const description = await deployService(settings, plane, { packageFolder: await packaging, mlflow: mlflow?.uri ?? '', tell });
  return { ...plane, settings, description, broken: brokenBy(moto, ending), close: () => ending.disposeAsync() };
}

/** Resolves only where moto ends before it is told to. */
function brokenBy(moto: Moto, ending: AsyncDisposableStack): Promise<string> {
  return new Promise((resolve) => {
    moto.exited.then(({ message }) => {
      if (!ending.disposed) resolve(message);
    });
  });
}

/** What comes of a start that may fail; whoever waits for the start itself hears why. */
function settled<Part>(start: Promise<Part>): Promise<Part | undefined> {
  return start.catch(() => undefined);
}

/** Ends what an earlier cloud on this port left running and says what is lost with it: records, objects and runs live in memory. */
function prepareFolder(folder: string, tell: (line: string) => void): void {
  mkdirSync(folder, { recursive: true });
  const leftovers = endLeftovers(folder);
  if (existsSync(join(folder, 'cloud.json')))
    tell('The last laptop cloud on this port did not end properly. What it remembered is gone, runs in progress included: upload their files again.');
  for (const { name, pid } of leftovers) tell(`ended ${name} (process ${pid}), which it had left behind`);
  for (const old of ['cloud.json', 'functions', 'jobs', 'images', 'images.json', 'mails.jsonl', 'logs'])
    rmSync(join(folder, old), { recursive: true, force: true });
}
