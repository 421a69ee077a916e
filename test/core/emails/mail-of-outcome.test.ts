import { describe, expect, it } from '@jest/globals';
import { mailsOf } from '../../../core/emails/mail-of-outcome.ts';
import type { RunRecord } from '../../../core/records.ts';
import { trainedRun } from './runs.ts';

const project = { definition: { owners: ['data-science@example.com'] } };
const { gate: _gate, modelPackage: _package, mlflow: _mlflow, ...untrained } = trainedRun;

const stories: Readonly<Record<string, RunRecord>> = {
  'registered and approved': trainedRun,
  'registered and waiting for approval': {
    ...trainedRun,
    modelPackage: { arn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/4', version: 4, approval: 'PendingManualApproval' },
  },
  'trained on a stand-in': {
    ...trainedRun,
    dataset: { objects: [], sha256: 'ab12', rows: 4177, badRows: 0, standIn: true },
    mlflow: { experiment: 'abalone-tensorflow-experiment', missing: 'the tracking server did not answer within 3 s' },
  },
  'rejected by the thresholds': {
    ...untrained,
    outcome: 'Rejected',
    gate: {
      passed: false,
      checks: [
        { metric: 'rmse', value: 2.61234567, atMost: 2.3, passed: false, reigning: 2.2 },
        { metric: 'r2', value: 0.41, atLeast: 0.5, passed: false },
      ],
    },
  },
  'refused for its rows': {
    ...untrained,
    outcome: 'Refused',
    verdict: {
      outcome: 'Refused',
      reason: '1,253 of 4,177 rows cannot be used; at most 5 % may be set aside.',
      details: ['Height: 1,253 rows hold no number (first lines 4, 9, 12)'],
      nextStep: 'Correct the column and upload the file again.',
    },
  },
  'skipped for equal content': {
    ...untrained,
    outcome: 'Skipped',
    verdict: {
      outcome: 'Skipped',
      reason: 'Data, image and parameters equal those of run abalone-6-aaaaaa, which succeeded.',
      details: [],
      nextStep: 'Nothing: the model made from this data is registered already.',
    },
  },
  'skipped for want of labels': {
    ...untrained,
    requests: [{ id: 'alarm-0a1b2c', trigger: 'alarm' }],
    reasons: ['alarm: nacre-dev-abalone-drift: abalone/batches/monday.csv (abalone-batch-0a1b2c) has drifted. Height: its values moved.'],
    outcome: 'Skipped',
    verdict: {
      outcome: 'Skipped',
      reason: 'needs labels: the data of abalone has drifted, and no labelled file has come since those that run abalone-6-aaaaaa was trained on.',
      details: ['Height: its values moved.'],
      nextStep: 'Put a CSV file of recent rows under abalone/datasets/ of the data bucket.',
    },
  },
  'failed with a log tail': {
    ...untrained,
    outcome: 'Failed',
    failure: {
      class: 'AlgorithmError',
      cause: 'The training code ended with exit code 1.',
      logTail: ['epoch 1', 'ValueError: <b>bad</b> & worse'],
      nextStep: 'Read the log, correct the training code, push the image.',
      transient: false,
    },
  },
  'cancelled by hand': {
    ...untrained,
    outcome: 'Cancelled',
    verdict: {
      outcome: 'Cancelled',
      reason: 'The execution was aborted in Step Functions.',
      details: [],
      nextStep: 'Upload the file again when you want it trained.',
    },
  },
};

describe('the mails of an outcome', () => {
  it.each(Object.entries(stories))('tell of a run %s', (_, run) => {
    const mails = mailsOf(run, project);

    expect(mails).toMatchSnapshot();
  });

  it('name whoever asked once, and have no heading over nothing', () => {
    const { dataset: _dataset, objects: _objects, ...unread } = untrained;
    const asked = { requests: [{ id: 'person-1', trigger: 'person' } as const], reasons: ['person (ann): new scales since Monday'] };

    const [mail] = mailsOf({ ...unread, ...asked, attempts: [], outcome: 'Cancelled' }, project);

    expect(mail?.text).toContain('Asked for by\n  person (ann): new scales since Monday\n');
    expect(mail?.text).not.toMatch(/^(Data|Details|Training jobs)$/m);
  });

  it('count the requests of a trigger beside the first reasons', () => {
    const requests = Array.from({ length: 3 }, (_, n) => ({ id: `alarm-${n}`, trigger: 'alarm' }) as const);

    const [mail] = mailsOf({ ...trainedRun, requests, reasons: ['alarm: Height has drifted'] }, project);

    expect(mail?.text).toContain('Asked for by\n  alarm, 3 requests\n  alarm: Height has drifted\n');
  });

  it('go to each owner once, in a mail of their own', () => {
    const mails = mailsOf(trainedRun, { definition: { owners: ['a@example.com', 'b@example.com', 'a@example.com'] } });

    expect(mails.map(({ to }) => to)).toEqual(['a@example.com', 'b@example.com']);
  });

  it('are not written when only a schedule asked and nothing was new', () => {
    const mails = mailsOf({ ...untrained, outcome: 'Skipped', requests: [{ id: 'schedule-1', trigger: 'schedule' }] }, project);

    expect(mails).toEqual([]);
  });

  it('show keys with markup and control characters as harmless text', () => {
    const hostile = 'abalone/datasets/<script>alert(1)</script>\nBcc: x@example.com\u202e.csv';

    const [mail] = mailsOf(
      {
        ...untrained,
        outcome: 'Refused',
        objects: [{ bucket: 'b', key: hostile, versionId: 'v' }],
        dataset: { objects: [{ bucket: 'b', key: hostile, versionId: 'v' }], sha256: 'x', rows: 0, badRows: 0 },
      },
      project,
    );

    expect(mail?.html).not.toContain('<script>');
    expect(mail?.text).not.toContain('\nBcc:');
    expect(mail?.text).not.toContain('\u202e');
  });

  it('show log lines without the colours and tabs of a terminal', () => {
    const logTail = ['\u001b[31mValueError\u001b[0m:', '\tat epoch 3\r'];

    const [mail] = mailsOf(
      { ...untrained, outcome: 'Failed', failure: { class: 'AlgorithmError', cause: 'x', nextStep: 'y', transient: false, logTail } },
      project,
    );

    expect(mail?.text).toContain('  ValueError:\n      at epoch 3\n');
    expect(mail?.html).toContain('ValueError:\n    at epoch 3</pre>');
  });
});
