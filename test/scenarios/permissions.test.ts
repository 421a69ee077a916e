import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compile } from '../infrastructure/compiled.ts';
import { DELETED, dataOfNobody, eventsThatSayNothing, mailThatWaits, projectsThatCannotBeApplied } from './events-gone-wrong.ts';
import * as runs from './every-way-a-run-goes.ts';
import { Laptop } from './laptop.ts';

/** What no story on a laptop can need, and why it is granted all the same. Everything else must have been needed. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'for people who manage the key, whom no story of the product shows': { LetAdministratorsManageTheKeyButNotUseIt: 'kms:' },
  'changing or ending log deliveries belongs to later deployments': { SetUpLogDelivery: 'logs:(Delete|Get|Update|List)LogDeliver(y|ies)' },
  'SageMaker asks for it of every execution role and does not use it where the stream is new': { WriteLog: 'logs:DescribeLogStreams' },
  'needed where a run is ended while its job is created; start-training.test.ts': { startTraining: 'sagemaker:StopTrainingJob' },
  'needed where RegisterModel died between making a version and recording it, and nobody could try again; settle-registration.test.ts': {
    failRun: 'sagemaker:CreateModelPackage',
    onExecutionEnded: 'sagemaker:CreateModelPackage',
  },
  'needed where the event of an ended execution was lost; reconcile.test.ts and test/world/hostile': {
    reconcile: '(sagemaker:(StopTrainingJob|CreateModelPackage)|logs:)',
  },
  'fences the earlier chunks of a run that took more than thirty requests; settle-requests.test.ts': {
    finishRun: 'dynamodb:ConditionCheckItem',
    failRun: 'dynamodb:ConditionCheckItem',
    onExecutionEnded: 'dynamodb:ConditionCheckItem',
  },
};

let laptop: Laptop;
beforeAll(async () => {
  laptop = await Laptop.open();
  runs.loseEnds(laptop);
  const broken = runs.endlessTraining(laptop, 'unrecorded');
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
    runs.withoutCapacity(laptop),
    projectsThatCannotBeApplied(laptop),
    dataOfNobody(laptop),
    eventsThatSayNothing(laptop),
  ]);
  await Promise.all([mailThatWaits(laptop), runs.failsBeyondItsCatch(laptop, await broken)]);
  await laptop.quiet();
}, 240_000);
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
  it('holds no statement that was not asked about, but for managed MLflow', async () => {
    const { template } = await compile();
    const permissions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission').length;

    const inTemplate = statementsIn(template.Resources) + permissions;

    expect(inTemplate - laptop.cloud.permissions.usage().statements.length).toBe(MANAGED_MLFLOW);
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

function isException(name: string, action: string): boolean {
  return Object.values(EXCEPTIONS).some((names) => names[name] !== undefined && new RegExp(`^(${names[name]})`).test(action));
}

function statementsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const nested = Object.values(value).reduce((total: number, each) => total + statementsIn(each), 0);
  return nested + ('Effect' in value && 'Action' in value ? 1 : 0);
}

function actionIn(actions: Readonly<Record<string, number>>): string {
  return Object.keys(actions)[0]?.replace('*', 'GetObject') ?? '';
}
