import { ListModelPackagesCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listRuns, type Story } from '../../cli/stories.ts';
import { keys } from '../../core/records.ts';
import { jobsOf, leftOf, NOTHING_LEFT, reconcileNow, runOnce, sagemaker, setInRecord, storyOfRun } from './aftermath.ts';
import { eventually } from './eventually.ts';
import { type Faults, openWithFaults } from './faults.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

type Death = {
  readonly project: string;
  readonly by: string;
  readonly dies: 'before' | 'after';
  readonly call: string;
  readonly about?: string;
  /** What it has done by then, or not yet. */
  readonly when: string;
};

/** Long enough that nobody sees the end of the job before onJobEnded does. */
const LONG = { behave: { behave: 'take-a-while', seconds: 5 } };
const WRITE = 'dynamodb:TransactWriteItems';
const DEATHS: readonly Death[] = [
  { project: 'noted', by: 'acceptDataset', dies: 'before', call: 'states:StartExecution', when: 'the run is opened and not started' },
  { project: 'started', by: 'acceptDataset', dies: 'after', call: 'states:StartExecution', when: 'the run is started' },
  { project: 'claimed', by: 'claimRequests', dies: 'after', call: WRITE, about: 'requests claimed', when: 'the requests are claimed' },
  { project: 'fixed', by: 'claimRequests', dies: 'after', call: WRITE, about: 'inputs fixed', when: 'the inputs are fixed' },
  { project: 'prepared', by: 'prepareDataset', dies: 'after', call: WRITE, when: 'the data set is prepared' },
  { project: 'awaited', by: 'startTraining', dies: 'before', call: 'sagemaker:CreateTrainingJob', when: 'the token is stored and no job is created' },
  { project: 'created', by: 'startTraining', dies: 'after', call: 'sagemaker:CreateTrainingJob', when: 'the job is created' },
  { project: 'ended', by: 'onJobEnded', dies: 'after', call: WRITE, when: 'the end of the job is recorded and not told' },
  { project: 'judged', by: 'evaluateModel', dies: 'after', call: WRITE, when: 'the judgement is recorded' },
  { project: 'packed', by: 'registerModel', dies: 'after', call: 'sagemaker:CreateModelPackage', when: 'the version exists and is not recorded' },
  { project: 'registered', by: 'registerModel', dies: 'after', call: WRITE, when: 'the version is recorded' },
  { project: 'released', by: 'finishRun', dies: 'after', call: WRITE, when: 'the outcome is written' },
];

let laptop: Laptop;
let faults: Faults;
let stories: Readonly<Record<string, Promise<Story>>>;
const never = Promise.withResolvers<void>();

beforeAll(async () => {
  ({ laptop, faults } = await openWithFaults());
  for (const { project, dies, about, ...chosen } of DEATHS) plan(dies, { ...chosen, about: [`${project}-1-`, ...(about ? [about] : [])] });
  plan('before', { by: 'sendMails', call: 'ses:SendEmail', about: ['unsent@example.com'] });
  plan('after', { by: 'sendMails', call: 'ses:SendEmail', about: ['unheard@example.com'] });
  faults.holds({ by: 'evaluateModel', call: 'dynamodb:GetItem', about: ['PROJECT#slow'] }, never.promise);
  timeOutAfter('nacre-dev-evaluateModel', 15);
  const mailed = [...DEATHS.map(({ project }) => project), 'slow', 'twice'];
  stories = Object.fromEntries([
    ...mailed.map((project) => [project, told(project)]),
    ...['unsent', 'unheard'].map((project) => [project, told(project, false)]),
  ]);
  await Promise.allSettled(Object.values(stories));
});
afterAll(async () => {
  never.resolve();
  await laptop?.close();
});

function plan(dies: Death['dies'], chosen: Parameters<Faults['diesBefore']>[0]): void {
  if (dies === 'before') faults.diesBefore(chosen);
  else faults.diesAfter(chosen);
}

/** The function is deployed again with another timeout. */
function timeOutAfter(name: string, timeoutSeconds: number): void {
  const definition = laptop.cloud.lambda.definitions().find((each) => each.name === name);
  if (definition) laptop.cloud.lambda.define({ ...definition, timeoutSeconds });
}

async function told(project: string, mailed = true): Promise<Story> {
  await laptop.apply(tinyProject(project, project === 'ended' ? LONG : {}));
  await laptop.drop(project, tinyTable());
  if (project === 'twice') await repeatTheEvent(project);
  if (project === 'noted') await startOpened(project);
  return storyOfRun(laptop, project, { mailed });
}

/** Lambda tries again sooner here than on AWS, while whoever opened the run may still start it: reconcile does, and nobody in a test waits for its round. */
async function startOpened(project: string): Promise<void> {
  await runOnce(laptop, project, ({ status }) => status === 'Opened');
  reconcileNow(laptop);
}

/** S3's event comes three times within a moment. */
async function repeatTheEvent(project: string): Promise<void> {
  const { bus } = laptop.cloud;
  const { event } = await eventually(async () => bus.history().find((each) => JSON.stringify(each.event.detail['object'] ?? '').includes(`"${project}/`)));
  const { source, resources, detail, 'detail-type': detailType } = event;
  bus.publish({ source, detailType, resources, detail });
  bus.publish({ source, detailType, resources, detail });
}

const mailsTo = (address: string) => laptop.cloud.mails.all().filter(({ to }) => to.includes(address)).length;

async function countsOf(project: string) {
  const { ModelPackageSummaryList: versions = [] } = await sagemaker(laptop).send(
    new ListModelPackagesCommand({ ModelPackageGroupName: `nacre-dev-${project}` }),
  );
  const runs = await listRuns(laptop.target, project);
  return { runs: runs.length, jobs: (await jobsOf(laptop, project)).length, versions: versions.length, mails: mailsTo(`${project}@example.com`) };
}

const ONE_OF_EACH = { runs: 1, jobs: 1, versions: 1, mails: 1 };

describe('a function that dies', () => {
  it.each(DEATHS)('costs nothing: $by when $when', async ({ project }) => {
    const story = await stories[project];

    expect(faults.unmet().filter(({ about }) => about.includes(`${project}-1-`))).toEqual([]);
    expect(story?.run).toMatchObject({ outcome: 'Succeeded', attempts: [{ status: 'Completed' }], modelPackage: { version: 1 } });
    expect(await countsOf(project)).toEqual(ONE_OF_EACH);
    expect(await leftOf(laptop, project)).toEqual(NOTHING_LEFT);
  });

  it.each([
    ['before SES was asked delays its mail', 'unsent', 0, 1],
    ['before it heard that SES took its mail sends it once more', 'unheard', 1, 2],
  ])(
    '%s',
    async (_, project, first, inTheEnd) => {
      const story = await stories[project];
      const mails = await laptop.mailsAbout(story?.run.run ?? '');
      const taken = mailsTo(`${project}@example.com`);
      await setInRecord(laptop, keys.mail(story?.run.run ?? '', 0), 'leaseUntil', new Date(0).toISOString());
      reconcileNow(laptop);
      const { mails: settled } = await storyOfRun(laptop, project);

      expect(story?.run.outcome).toBe('Succeeded');
      expect([mails[0]?.status, taken]).toEqual(['sending', first]);
      expect([settled[0]?.status, mailsTo(`${project}@example.com`)]).toEqual(['sent', inTheEnd]);
      expect(await leftOf(laptop, project)).toEqual(NOTHING_LEFT);
    },
    200_000,
  );
});

describe('a function that hangs', () => {
  it('is ended at its timeout and tried again', async () => {
    const story = await stories['slow'];

    expect(faults.unmet().filter(({ by }) => by === 'evaluateModel')).toEqual([]);
    expect(story?.run.outcome).toBe('Succeeded');
    expect(await countsOf('slow')).toEqual(ONE_OF_EACH);
  });
});

describe('what is done twice', () => {
  it('is one run, where S3 tells of a file three times at once', async () => {
    const story = await stories['twice'];

    expect(story?.run).toMatchObject({ outcome: 'Succeeded', requests: [{ trigger: 'upload' }] });
    expect(await countsOf('twice')).toEqual(ONE_OF_EACH);
  });

  it('is one version, where the step that registers runs again after the end', async () => {
    const story = await stories['twice'];
    const again = await laptop.cloud.lambda.invoke('nacre-dev-registerModel', JSON.stringify({ project: 'twice', run: story?.run.run }));

    expect(JSON.parse(again.payload)).toEqual({ modelPackage: story?.run.modelPackage?.arn, version: 1 });
    expect(await countsOf('twice')).toEqual(ONE_OF_EACH);
  });
});
