import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compile } from '../infrastructure/compiled.ts';
import { cancelledWhileTraining, cancelledWhileWaiting, judgedAgainAndAgain, pushedAndScheduled } from './asked-for.ts';
import { DELETED, dataOfNobody, eventsThatSayNothing, mailThatWaits, projectsThatCannotBeApplied } from './events-gone-wrong.ts';
import * as runs from './every-way-a-run-goes.ts';
import * as scorings from './every-way-a-scoring-goes.ts';
import { Laptop } from './laptop.ts';
import { approvedUnheard, modelOfUnheard, nominatedInVain } from './lost-events.ts';
import { alarmedAndCommanded, suggested } from './watched-projects.ts';

/** What no story on a laptop can need, and why it is granted all the same. Everything else must have been needed. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'for people who manage the key, whom no story of the product shows': { LetAdministratorsManageTheKeyButNotUseIt: 'kms:' },
  'changing or ending log deliveries belongs to later deployments': { SetUpLogDelivery: 'logs:(Delete|Get|Update|List)LogDeliver(y|ies)' },
  'SageMaker asks for it of every execution role and does not use it where the stream is new': { WriteLog: 'logs:DescribeLogStreams' },
  'needed where a run is ended while its job is created; start-training.test.ts': { startTraining: 'sagemaker:StopTrainingJob' },
  'needed where a scoring is ended while its job is created, or StartTransform, tried again, finds a model without a job or a job that has failed; start-transform.test.ts':
    { startTransform: 'sagemaker:(StopTransformJob|DescribeModel)|states:SendTaskFailure' },
  'needed where a version is deleted while it is read in ranges; large-datasets.test.ts and large-batches.test.ts': {
    ...Object.fromEntries(['scoutRange', 'composeRanges', 'hashObject'].map((name) => [name, 's3:ListBucket'])),
    prepareRange: 's3:(ListBucket|AbortMultipartUpload)',
    mergeRanges: 's3:(ListBucket|GetObjectVersion|AbortMultipartUpload)',
  },
  'needed where the version is deleted while its result of more than one part is written': { collectPredictions: 's3:AbortMultipartUpload' },
  'needed where Lambda refuses a schedule for a day': { KeepWhatCouldNotBeDelivered: 'sqs:SendMessage' },
  'needed on spot instances; training-job.test.ts': { KeepCheckpoints: 's3:(Get|Put)Object' },
  'needed where RegisterModel died between making a version and recording it, and nobody could try again; settle-registration.test.ts': {
    failRun: 'sagemaker:CreateModelPackage',
    onExecutionEnded: 'sagemaker:CreateModelPackage',
  },
  'needed where the event of an ended execution was lost; reconcile.test.ts and test/world/hostile': {
    reconcile: '(sagemaker:(StopTrainingJob|StopTransformJob|CreateModelPackage)|logs:)',
  },
  'needed where a person opens the report by a mail that SES refused at first, or of a scoring that broke after its result; links.test.ts': {
    reconcile: 's3:GetObject',
    onExecutionEnded: 's3:GetObject',
  },
  'fences the earlier chunks of a run that took more than thirty requests; settle-requests.test.ts': {
    finishRun: 'dynamodb:ConditionCheckItem',
    failRun: 'dynamodb:ConditionCheckItem',
    onExecutionEnded: 'dynamodb:ConditionCheckItem',
  },
  'closes a suggestion that has waited for the end of a run, here of one that did not fail; governed-runs.test.ts': { finishRun: 'dynamodb:DeleteItem' },
};

/** Stories need these, unless reconcile, which other stories call meanwhile, is faster by a moment. */
const RACED: Readonly<Record<string, string>> = { acceptSchedule: 'ses:SendEmail|states:StartExecution', onModelJudged: 'states:StartExecution' };

let laptop: Laptop;
beforeAll(async () => {
  laptop = await Laptop.open();
  runs.loseEnds(laptop);
  scorings.loseTransformEnds(laptop);
  const scheduled = pushedAndScheduled(laptop);
  await Promise.all([
    runs.succeedsTwice(laptop),
    runs.rejected(laptop),
    runs.refused(laptop),
    runs.refusedHalfway(laptop),
    runs.withoutEvaluation(laptop),
    runs.failsWhileTraining(laptop),
    runs.abortedWhileTraining(laptop),
    runs.endFoundByStartTraining(laptop),
    runs.endFoundByReconcile(laptop, 'lost-good'),
    runs.endFoundByReconcile(laptop, 'lost-bad'),
    runs.machinesAreTaken(laptop),
    runs.withoutCapacity(laptop),
    scorings.scoredAfterAll(laptop),
    scorings.unreadableHalfway(laptop),
    scorings.readInRanges(laptop),
    scorings.endedWhileTransforming(laptop),
    scorings.modelOfLostScores(laptop),
    alarmedAndCommanded(laptop),
    judgedAgainAndAgain(laptop),
    cancelledWhileTraining(laptop),
    cancelledWhileWaiting(laptop),
    suggested(laptop),
    projectsThatCannotBeApplied(laptop),
    dataOfNobody(laptop),
    nominatedInVain(laptop),
    modelOfUnheard(laptop),
    eventsThatSayNothing(laptop),
  ]);
  await scorings.untoldTransforms(laptop);
  await approvedUnheard(laptop);
  const broken = await runs.endlessTraining(laptop, 'unrecorded');
  await Promise.all([mailThatWaits(laptop), runs.failsBeyondItsCatch(laptop, broken), scheduled]);
  await laptop.quiet();
});
afterAll(() => laptop?.close());

const granted = () => laptop.cloud.permissions.usage().statements.filter(({ effect }) => effect === 'Allow');

describe('after stories of every kind', () => {
  it('nothing that the product did was denied', () => {
    const denied = laptop.cloud.permissions.usage().denials.filter(({ resource }) => !resource.endsWith(`:${DELETED}`));

    expect(denied).toEqual([]);
  });

  it('every action of every statement that allows was needed', () => {
    const unneeded = granted().flatMap(({ owner, policy, sid, index, actions }) =>
      Object.entries(actions)
        .filter(([action, count]) => count === 0 && !isException(sid ?? policy, action))
        .map(([action]) => `${owner} ${sid ?? `${policy}[${index}]`}: ${action}`),
    );

    expect(unneeded).toEqual([]);
  });

  it('no exception is needed that a story covers', () => {
    const statements = granted();
    const excused = Object.values(EXCEPTIONS).flatMap((names) => Object.keys(names));

    const pointless = excused.filter((name) => statements.every(({ sid, policy, actions }) => (sid ?? policy) !== name || !Object.values(actions).includes(0)));

    expect(pointless).toEqual([]);
  });
});

describe('the compiled template', () => {
  it('holds no statement that was not asked about, but for managed MLflow and the build of images', async () => {
    const { template } = await compile();
    const permissions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission').length;

    const inTemplate = statementsIn(template.Resources) + permissions;

    expect(inTemplate - laptop.cloud.permissions.usage().statements.length).toBe(MANAGED_MLFLOW + BUILD_OF_IMAGES);
  });

  it('lets nobody in over plain HTTP, not even the operator', () => {
    const { permissions } = laptop.cloud;
    const { identity } = permissions.operator;
    const denying = permissions.usage().statements.filter(({ effect }) => effect === 'Deny');

    const over = (tls: string) =>
      denying.filter(({ owner, actions }) => permissions.permits(identity, actionIn(actions), owner, { 'aws:SecureTransport': tls }));

    expect(denying.length).toBeGreaterThan(4);
    expect(over('false')).toEqual([]);
    expect(over('true')).toEqual(denying);
  });
});

/** Two statements that hold only where the parameter MlflowTrackingArn names an app, which no laptop has. */
const MANAGED_MLFLOW = 2;
/** Of two roles, with whom they trust: they hold only where the parameter RepositoryConnectionArn names a connection. */
const BUILD_OF_IMAGES = 11;

function isException(name: string, action: string): boolean {
  return [...Object.values(EXCEPTIONS), RACED].some((names) => names[name] !== undefined && new RegExp(`^(${names[name]})`).test(action));
}

function statementsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const nested = Object.values(value).reduce((total: number, each) => total + statementsIn(each), 0);
  return nested + ('Effect' in value && 'Action' in value ? 1 : 0);
}

function actionIn(actions: Readonly<Record<string, number>>): string {
  return Object.keys(actions)[0]?.replace('*', 'GetObject') ?? '';
}
