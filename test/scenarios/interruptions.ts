import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Story } from '../../cli/stories.ts';
import { AwsError } from '../../local/plane.ts';
import { jobsOf, reconcileNow, runOnce, storyOfRun, whileTraining } from './aftermath.ts';
import { eventually } from './eventually.ts';
import type { Faults } from './faults.ts';
import type { Laptop } from './laptop.ts';
import { tinyProject, tinyTable } from './projects.ts';

/** Somebody aborts the execution in Step Functions once `ready`, else while it trains. */
export async function abortWhile(laptop: Laptop, project: string, ready: () => Promise<unknown> = () => whileTraining(laptop, project)): Promise<void> {
  await ready();
  const { execution } = await runOnce(laptop, project, (run) => run.execution !== undefined);
  await laptop.target.clients.sfn.send(new StopExecutionCommand({ executionArn: execution, cause: 'wrong file, says Ann' }));
}

/** The run is ended between the token and the job: who ends it finds no job to stop. */
export async function abortWhileTheJobIsCreated(laptop: Laptop, faults: Faults): Promise<void> {
  const ended = runOnce(laptop, 'raced', ({ outcome }) => outcome !== undefined);
  faults.holds({ by: 'startTraining', call: 'sagemaker:CreateTrainingJob', about: ['raced-1-'] }, ended);
  await abortWhile(laptop, 'raced', () => runOnce(laptop, 'raced', ({ attempts }) => attempts.length > 0));
  await eventually(async () => (await jobsOf(laptop, 'raced')).some(({ TrainingJobStatus }) => TrainingJobStatus === 'Stopped'));
}

/** FinishRun hangs until the execution is over; onExecutionEnded ends the run in its place, or side by side with it. */
export async function abortAfterTheRegistration(laptop: Laptop, faults: Faults): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  faults.holds({ by: 'finishRun', call: 'dynamodb:GetItem', about: ['PROJECT#late'] }, aborted.promise);
  await abortWhile(laptop, 'late', () => runOnce(laptop, 'late', ({ status }) => status === 'Registered'));
  aborted.resolve();
}

/** StartTraining hangs right after it has created the job, until the job's end was told to its state. */
export function hearOfTheEndFirst(laptop: Laptop, faults: Faults): Promise<unknown> {
  const heard = runOnce(laptop, 'early', ({ attempts }) => attempts[0]?.status !== undefined);
  faults.holds({ by: 'startTraining', call: 'sagemaker:DescribeTrainingJob', about: ['early-1-'] }, heard);
  return heard;
}

/** Nobody hears of the job's end; reconcile goes round until it has done something about it. */
export async function reconcileAfterTheEnd(laptop: Laptop): Promise<void> {
  await eventually(async () => (await jobsOf(laptop, 'forgotten')).some(({ TrainingJobStatus }) => TrainingJobStatus === 'Completed'));
  reconcileNow(laptop);
}

/** Three more files, under keys of their own, while the first run trains. */
export async function uploadsDuringARun(laptop: Laptop): Promise<Story> {
  await laptop.apply(tinyProject('busy', { behave: { behave: 'take-a-while', seconds: 5 }, data: { use: 'all' } }));
  await laptop.drop('busy', tinyTable(), { as: 'a.csv' });
  await runOnce(laptop, 'busy', ({ status }) => status === 'Training');
  await Promise.all([2, 3, 4].map((seed) => laptop.drop('busy', tinyTable({ seed }), { as: `${seed}.csv` })));
  return storyOfRun(laptop, 'busy', { number: 2 });
}

/** SES answers 503 to everything about this project until the execution has given up; then reconcile goes round. */
export async function sesIsDown(laptop: Laptop, faults: Faults): Promise<Story> {
  const lift = faults.refuses(
    { by: 'sendMails', call: 'ses:SendEmail', about: ['unmailed@example.com'] },
    new AwsError('ServiceUnavailable', 'SES is down', 503),
  );
  await laptop.apply(tinyProject('unmailed'));
  await laptop.drop('unmailed', tinyTable());
  const { execution } = await runOnce(laptop, 'unmailed', ({ outcome }) => outcome !== undefined);
  const describe = new DescribeExecutionCommand({ executionArn: execution });
  const { error } = await eventually(async () => {
    const described = await laptop.target.clients.sfn.send(describe);
    return described.status === 'FAILED' && described;
  });
  lift();
  if (error !== 'MailsNotSent') throw new Error(`the execution failed with ${error}, not for want of mails`);
  reconcileNow(laptop);
  return storyOfRun(laptop, 'unmailed');
}
