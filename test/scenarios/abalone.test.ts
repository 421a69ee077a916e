import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { applyProjects } from '../../cli/apply-projects.ts';
import { standIn } from '../../cli/stand-in.ts';
import { recordsOf, type Story } from '../../cli/stories.ts';
import { keys } from '../../core/records.ts';
import { dropBatch, storyOfBatch } from './batches.ts';
import { type Counted, counted, writesIn } from './counted.ts';
import { DOCUMENTED } from './documented-events.ts';
import { eventually } from './eventually.ts';
import { type Dropped, Laptop } from './laptop.ts';
import { type Tracked, trackedIn } from './mlflow-api.ts';
import { statesEntered, textAt } from './read-back.ts';
import { answersRowByRow, predictionsOf } from './row-by-row.ts';

const root = join(import.meta.dirname, '..', '..');
const file = process.env['NACRE_ABALONE_DATA'] ?? join(root, '..', 'shared', 'data', 'abalone.data');
const isReal = existsSync(file);
const data = isReal ? readFileSync(file) : Buffer.from(standIn());
const subject = `abalone: model version 1 registered${isReal ? '' : ' (stand-in data)'}`;
const origin = isReal ? {} : { metadata: { origin: 'stand-in' } };

let laptop: Laptop;
let dropped: Dropped;
let story: Story;
let happy: Counted;
let repeated: Counted;
let tracked: Tracked;
beforeAll(async () => {
  laptop = await Laptop.open({ tracking: 'on' });
  await applyProjects(laptop.target, join(root, 'projects'));
  ({ answer: story, ...happy } = await counted(laptop, async () => {
    dropped = await laptop.drop('abalone', data, { as: 'abalone.csv', ...origin });
    await eventually(async () => laptop.cloud.bus.history().some(({ event: { detail } }) => detail['stateMachineArn'] && detail['status'] !== 'RUNNING'));
    return laptop.storyOf(dropped);
  }));
  repeated = await counted(laptop, async () => laptop.tellAgain(dropped.versionId));
  tracked = await trackedIn(laptop.cloud.description.mlflow, 'abalone-tensorflow-experiment');
});
afterAll(() => laptop?.close());

describe('the abalone file', () => {
  it('becomes a registered model that reigns, and its owner is told', async () => {
    const { run, mails } = story;

    expect(run).toMatchObject({ outcome: 'Succeeded', modelPackage: { version: 1, approval: 'Approved' }, gate: { passed: true } });
    expect(mails).toMatchObject([{ to: 'data-science@example.com', subject, status: 'sent' }]);
    expect(laptop.cloud.mails.all().map((mail) => mail.subject)).toEqual([subject]);
  });

  it('is split, and trained on with the published architecture', async () => {
    const { evaluation } = Gate.parse(JSON.parse(await textAt(laptop, story.run.gate?.report)));

    expect(evaluation).toMatchObject({ parameters: 3713, rows: { train: 3341, test: 836 } });
  });

  if (isReal) {
    it('is predicted as well as published', () => {
      const { rmse = 0, mae = 0 } = story.run.metrics ?? {};

      expect(rmse).toBeGreaterThanOrEqual(2.09);
      expect(rmse).toBeLessThanOrEqual(2.24);
      expect(mae).toBeGreaterThanOrEqual(1.45);
      expect(mae).toBeLessThanOrEqual(1.56);
    });
  } else {
    it('is a stand-in, as the record and the mail say', () => {
      expect(story.run.dataset?.standIn).toBe(true);
      expect(story.mails[0]?.text).toContain('This is a generated stand-in, not the real data set');
    });
  }
});

describe('MLflow', () => {
  it('holds parameters, every epoch, the final figures of the test part, and both plots', () => {
    const { rmse, mae, r2 } = story.run.metrics ?? {};

    expect(tracked.run.info).toEqual({ run_id: story.run.mlflow?.runId, status: 'FINISHED' });
    expect(tracked.params).toMatchObject({ model: 'abalone', target: 'Rings', epochs: '100', batch_size: '32', learning_rate: '0.001', patience: '10' });
    expect(tracked.metrics).toMatchObject({ rmse, mae, r2 });
    expect(tracked.epochs.map(({ step }) => step)).toEqual(tracked.epochs.map((_, index) => index + 1));
    expect(tracked.epochs.length).toBeGreaterThan(10);
    expect(tracked.plots.map(({ path }) => path)).toEqual(['plots/predictions.png', 'plots/training-history.png']);
  });

  it('holds the data set as the input, and the model with its signature', () => {
    const { dataset } = story.run;

    expect(JSON.parse(tracked.data?.source ?? '{}')).toEqual({ uri: dataset?.snapshot });
    expect(tracked.data).toMatchObject({ name: 'abalone', digest: dataset?.sha256.slice(0, 36) });
    expect(namesIn(tracked.signature.inputs)).toEqual([
      'Sex',
      'Length',
      'Diameter',
      'Height',
      'Whole weight',
      'Shucked weight',
      'Viscera weight',
      'Shell weight',
    ]);
    expect(JSON.parse(tracked.signature.outputs)).toHaveLength(1);
  });
});

describe('the records alone', () => {
  it('tell the whole story: what asked, what went in, what came out', async () => {
    const records = recordsOf(laptop.target);
    const sha256 = createHash('sha256').update(data).digest('hex');
    const version = { key: 'abalone/datasets/abalone.csv', versionId: dropped.versionId };
    const digest = /^sha256:[0-9a-f]{64}$/;

    const [request, run] = await Promise.all([records.get(keys.request('abalone', dropped.request)), records.get(keys.run('abalone', 1))]);

    expect(request).toMatchObject({ trigger: 'upload', status: 'done', run: story.run.run, object: version });
    expect(run).toMatchObject({
      requests: [{ id: dropped.request, trigger: 'upload' }],
      dataset: { objects: [{ ...version, sha256 }], sha256, rows: 4177, badRows: 0 },
      image: { digest: expect.stringMatching(digest), commit: expect.stringMatching(/^[0-9a-f]{40}(-dirty)?$/) },
      definition: { training: { hyperparameters: { epochs: 100, seed: 42 } } },
      attempts: [{ arn: expect.stringContaining(':training-job/abalone-1-'), status: 'Completed', seconds: expect.any(Number), startedAt: expect.any(String) }],
      metrics: { rmse: expect.any(Number), mae: expect.any(Number), r2: expect.any(Number) },
      gate: { passed: true, checks: [{ metric: 'rmse', atMost: 2.3 }, { metric: 'mae' }, { metric: 'r2' }] },
      modelPackage: { arn: expect.stringContaining(':model-package/nacre-dev-abalone/1') },
      mlflow: { experiment: 'abalone-tensorflow-experiment', runId: expect.any(String), url: expect.stringContaining('/runs/') },
      endedAt: expect.any(String),
    });
  });

  it('say who did what when', () => {
    const who = 'openRun claimRequests claimRequests prepareDataset startTraining answerJob evaluateModel registerModel registerModel finishRun';

    expect(story.audit.map((each) => each.who).join(' ')).toBe(who);
    expect(story.audit.every(({ at, what }) => !Number.isNaN(Date.parse(at)) && what !== '')).toBe(true);
  });
});

describe('a run costs', () => {
  it('at most 14 state transitions, and enters no state twice to wait for something', async () => {
    const entered = await statesEntered(laptop, story.run.execution);

    expect(story.transitions).toBe(entered.length);
    expect(entered.length).toBeLessThanOrEqual(14);
    expect(new Set(entered).size).toBe(entered.length);
  });

  it('at most 10 invocations of functions and 25 writing calls to DynamoDB', () => {
    expect(Object.values(happy.invocations).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10);
    expect(writesIn(happy)).toBeLessThanOrEqual(25);
  });

  it('one conditional write more where its event comes twice', () => {
    expect(repeated.invocations).toEqual({ 'nacre-dev-acceptDataset': 1 });
    expect(writesIn(repeated)).toBe(1);
  });
});

describe('events', () => {
  it('have the shape that AWS documents, member by member', () => {
    const events = laptop.cloud.bus.history().filter(({ event }) => event.source !== 'aws.events');
    /** The project's alarm is found to be OK when a minute is over, which may be before or after the run. */
    const ofTheStory = events.filter(({ event }) => event.source !== 'aws.cloudwatch');

    const unlike = events.flatMap(
      ({ event }) => DOCUMENTED.safeParse(event).error?.issues.map(({ path, message }) => [event['detail-type'], path.join('.'), message]) ?? [],
    );

    expect(unlike).toEqual([]);
    expect(new Set(ofTheStory.map(({ event }) => event.source))).toEqual(new Set(['aws.s3', 'aws.ecr', 'aws.sagemaker', 'aws.states']));
  });

  it('tell every state of the training job and both of the execution', () => {
    const details = laptop.cloud.bus.history().map(({ event }) => event.detail);

    expect(details.flatMap(({ SecondaryStatus }) => SecondaryStatus ?? [])).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed']);
    expect(details.flatMap(({ stateMachineArn, status }) => (stateMachineArn ? status : []))).toEqual(['RUNNING', 'SUCCEEDED']);
  });
});

/** Last, since it adds to what the bus and the mails tell. */
describe('a batch of abalone', () => {
  it('has the predictions that the model answers when it is asked row by row', async () => {
    const rows = data.toString().split('\n').slice(0, 12);
    const unlabelled = rows.map((row) => `${row.slice(0, row.lastIndexOf(','))}\n`);

    const { batch } = await storyOfBatch(laptop, await dropBatch(laptop, 'abalone', unlabelled.join('')));
    const predictions = predictionsOf(await textAt(laptop, batch.result?.uri));
    const { asked, answers } = await answersRowByRow(laptop, batch);

    expect({ outcome: batch.outcome, asked }).toEqual({ outcome: 'Scored', asked: rows.map(() => 1) });
    expect(answers).toHaveLength(rows.length);
    for (const [at, answer] of answers.entries()) expect(predictions[at]).toBeCloseTo(answer, 4);
  }, 400_000);
});

const Gate = z.object({ evaluation: z.unknown() });
const Columns = z.array(z.object({ name: z.string() }));
const namesIn = (columns: string) => Columns.parse(JSON.parse(columns)).map(({ name }) => name);
