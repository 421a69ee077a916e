import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { recordsOf, type Story } from '../../cli/stories.ts';
import { GovernorSettings } from '../../core/governor-settings.ts';
import type { Item } from '../../core/ports.ts';
import { keys, RunRecord } from '../../core/records.ts';
import { eventually } from './eventually.ts';
import { endlessTraining, failToken } from './every-way-a-run-goes.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject } from './projects.ts';

/** Tells the project something, as a person with the right to invoke the function does; answers what the function answered. */
export async function command({ target }: Laptop, told: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const client = new LambdaClient(target.clients.settings);
  const payload = JSON.stringify({ who: 'ann', why: 'a test wants it', ...told });
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'nacre-dev-commandProject', Payload: Buffer.from(payload) }));
  client.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** A drifted batch, as far as CloudWatch hears of it. */
export function drifts(laptop: Laptop, project: string): Promise<void> {
  const Dimensions = [
    { Name: 'Stage', Value: 'dev' },
    { Name: 'Project', Value: project },
  ];
  const MetricData = [{ MetricName: 'DriftedBatches', Dimensions, Value: 1, Timestamp: new Date() }];
  return withCloudWatch(laptop, (client) => client.send(new PutMetricDataCommand({ Namespace: 'nacre', MetricData })));
}

/** An alarm that a person made for the project goes off, and stays so: without figures its state is left as it is. */
export function goesOff(laptop: Laptop, AlarmName: string): Promise<void> {
  const alarm = {
    AlarmName,
    Namespace: 'shop',
    MetricName: 'Complaints',
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 1,
    TreatMissingData: 'ignore',
  } as const;
  return withCloudWatch(laptop, async (client) => {
    await client.send(new PutMetricAlarmCommand({ ...alarm, ComparisonOperator: 'GreaterThanThreshold' }));
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'eleven customers complained' }));
  });
}

async function withCloudWatch({ target }: Laptop, act: (client: CloudWatchClient) => Promise<unknown>): Promise<void> {
  const client = new CloudWatchClient(target.clients.settings);
  await act(client);
  client.destroy();
}

const SUGGESTING = { governor: GovernorSettings.parse({ mode: 'suggest' }) };

/** An alarm opens a run; then a person pauses the project, resumes it and asks for another one. */
export async function alarmedAndCommanded(laptop: Laptop): Promise<void> {
  await laptop.apply(tinyProject('alarmed'));
  await goesOff(laptop, 'nacre-dev-alarmed-complaints');
  await nthStory(laptop, 'alarmed', 1);
  for (const told of ['pause', 'resume', 'request']) await command(laptop, { command: told, project: 'alarmed', token: '1' });
  await nthStory(laptop, 'alarmed', 2);
}

/** An alarm suggests a run at once; another one, that comes while a run is at work, when that has ended. */
export async function suggested(laptop: Laptop): Promise<void> {
  const { dropped, job } = await endlessTraining(laptop, 'suggesting');
  await laptop.apply(tinyProject('suggesting', { rest: SUGGESTING }));
  await goesOff(laptop, 'nacre-dev-suggesting-complaints');
  await requestIn(laptop, 'suggesting', ({ trigger }) => trigger === 'alarm');
  await failToken(laptop, job, 'AlgorithmError');
  await laptop.storyOf(dropped);
  await suggestionIn(laptop, 'suggesting');
  await laptop.apply(tinyProject('proposing', { rest: SUGGESTING }));
  await goesOff(laptop, 'nacre-dev-proposing-complaints');
  await eventually(async () => laptop.cloud.mails.all().some(({ subject }) => subject === 'proposing: a new training is suggested'));
}

/** The request of a project that was closed as a suggestion. */
export const suggestionIn = (laptop: Laptop, project: string) => requestIn(laptop, project, ({ status }) => status === 'suggested');

function requestIn({ target }: Laptop, project: string, isMeant: (request: Item) => boolean): Promise<Item> {
  return eventually(async () => (await recordsOf(target).query(keys.project(project).pk, 'REQUEST#')).find(isMeant));
}

/** The story of a project's nth run, once its outcome stands and its mails have left. */
export async function nthStory(laptop: Laptop, project: string, number: number): Promise<Story> {
  const run = await eventually(async () => {
    const item = await recordsOf(laptop.target).get(keys.run(project, number));
    return item?.['status'] === 'Ended' ? RunRecord.parse(item).run : undefined;
  });
  return eventually(async () => {
    const story = await laptop.story(run);
    return story.mails.every(({ status }) => status === 'sent') ? story : undefined;
  });
}
