import { describe, expect, it } from '@jest/globals';
import { mailOfWaiting } from '../../../core/emails/mail-of-batch.ts';
import { mailsOfBatch } from '../../../core/emails/mail-of-scoring.ts';
import { mailOfUnknownProject } from '../../../core/emails/mail-of-unknown-project.ts';
import type { BatchRecord } from '../../../core/records.ts';

const FOLDER = 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/batches-scored/abalone-batch-0a1b2c3d4e5f/1/';
const sentence = (column: string) => ({ column, check: 'baseline_drift_check', sentence: `${column}: the values have moved up, by 0.31 of the rows.` });

const record: BatchRecord = {
  ...{ batch: 'abalone-batch-0a1b2c3d4e5f', project: 'abalone', cause: 'upload', askedAt: '2026-11-22T10:00:00.000Z', status: 'Ended', attempt: 1 },
  object: { bucket: 'nacre-dev-data-123456789012-eu-west-1', key: 'abalone/batches/monday.csv', versionId: 'v1' },
  jobs: [
    { number: 1, job: 'abalone-batch-0a1b2c3d4e5f-1-j1', instanceType: 'ml.m5.large', startedAt: '2026-11-22T10:00:10.000Z', status: 'NotStarted' },
    {
      number: 2,
      job: 'abalone-batch-0a1b2c3d4e5f-1-j2',
      instanceType: 'ml.m5.xlarge',
      startedAt: '2026-11-22T10:00:11.000Z',
      status: 'Completed',
      seconds: 61,
    },
  ],
  model: {
    ...{ run: 'abalone-7-k3x9qa', modelArtifacts: 's3://x/model.tar.gz', image: 'image', registeredAt: '2026-11-21T10:00:00.000Z' },
    modelPackage: { arn: 'arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/4', version: 4, approval: 'Approved' },
  },
  checked: {
    ...{ sha256: 'de37cd', rows: 4177, badRows: 3, cleanSha256: '9f', clean: `${FOLDER}clean.csv`, lines: `${FOLDER}lines.csv` },
    findings: ['3 rows: not a number (column Height; first in lines 4, 9, 12)'],
    setAside: `${FOLDER}set-aside.json`,
    ...{ profile: `${FOLDER}profile.json`, statistics: `${FOLDER}statistics.json`, constraints: `${FOLDER}constraints.json`, drift: `${FOLDER}drift.json` },
    ...{ drifted: false, alarms: [], warnings: [] },
  },
  outcome: 'Scored',
  result: { uri: `${FOLDER}result.csv`, rows: 4174, sha256: 'ab12', summary: `${FOLDER}summary.json` },
};
const { checked, result: _result, outcome: _outcome, ...bare } = record;

const stories: Readonly<Record<string, BatchRecord>> = {
  'scored as expected': record,
  'scored with drift and a report': {
    ...record,
    ...(checked && { checked: { ...checked, drifted: true, alarms: [sentence('Length'), sentence('prediction')], warnings: [sentence('Height')] } }),
    report: `${FOLDER}report.html`,
  },
  'scored with more drift than a mail tells of': {
    ...record,
    ...(checked && { checked: { ...checked, findings: [], drifted: true, alarms: Array.from({ length: 22 }, (_, at) => sentence(`c${at}`)) } }),
  },
  'scored again, with nothing to compare with': {
    ...record,
    cause: 'registration',
    ...(checked && { checked: { ...checked, badRows: 0, drifted: undefined } }),
  },
  'refused for its rows': {
    ...bare,
    ...(checked && { checked }),
    jobs: [],
    outcome: 'Refused',
    verdict: {
      outcome: 'Refused',
      reason: '3,000 of 4,177 rows (71.8 %) cannot be scored; the project takes at most 50 %.',
      details: ['3,000 rows: empty (column Height; first in lines 4, 9, 12)'],
      nextStep: 'Correct these rows and upload the file again.',
    },
  },
  'superseded by a newer version': {
    ...bare,
    jobs: [],
    outcome: 'Superseded',
    verdict: { outcome: 'Superseded', reason: 'The file was overwritten.', details: [], nextStep: 'Nothing, if the newer version is the right one.' },
  },
  'cancelled by hand': { ...bare, outcome: 'Cancelled' },
  'failed with a log tail': {
    ...bare,
    outcome: 'Failed',
    failure: {
      ...{ class: 'TransformFailedError', cause: 'transform job x failed: AlgorithmError: See job logs for more information', transient: false },
      logTail: ['loading', 'ValueError: <b>bad</b> & worse'],
      nextStep: 'Read the log lines.',
    },
  },
  'failed, to be tried again': {
    ...bare,
    status: 'Waiting',
    failure: { class: 'InternalServerError', cause: 'We encountered an internal error.', logTail: [], nextStep: 'Nothing for now.', transient: true },
  },
  'failed without a word': { ...bare, outcome: 'Failed', jobs: [] },
};

const owners = ['data-science@example.com'];

describe('the mails about a scoring', () => {
  it.each(Object.entries(stories))('tell of a batch %s', (_, batch) => {
    const [mail] = mailsOfBatch(batch, { owners });

    expect(mail?.subject).toMatchSnapshot();
    expect(mail?.text).toMatchSnapshot();
  });

  it.each(['presigned', 'console'] as const)(
    'have a %s link to the report, marked for who sends them, with what it is worth and how to read on later',
    (links) => {
      const report = `${FOLDER}report.html`;

      const [mail] = mailsOfBatch({ ...record, report }, { owners, notify: { links } });

      expect(mail?.links).toEqual([{ uri: report, by: links }]);
      expect(mail?.html).toContain(`<a href="${report}"`);
      expect(mail?.text).toContain(`Quality report\n  Open the report: <${report}>\n  The link `);
      expect(mail?.text).toContain(links === 'console' ? 'which asks for a login' : 'without a login, for whoever has this mail, for 12 hours at most');
      expect(mail?.text).toContain(`It is kept at ${report}; \`nacre batch ${record.batch} --report report.html\` fetches it`);
    },
  );

  it('have no link where the project wants none', () => {
    const [mail] = mailsOfBatch({ ...record, report: `${FOLDER}report.html` }, { owners, notify: { links: 'none' } });

    expect(mail).not.toHaveProperty('links');
    expect(mail?.html).not.toContain('<a ');
    expect(mail?.text).toContain('--report report.html` fetches it');
  });

  it('go to each owner once', () => {
    const mails = mailsOfBatch(record, { owners: ['a@example.com', 'b@example.com', 'a@example.com'] });

    expect(mails.map(({ to }) => to)).toEqual(['a@example.com', 'b@example.com']);
  });

  it('tell that a batch waits, and that nobody has such a project', () => {
    const mails = [
      ...mailOfWaiting({ batch: { ...bare, jobs: [] }, owners: ['a@example.com'] }),
      ...mailOfUnknownProject('batches', { ...bare, operator: 'operator@example.com' }),
    ];

    expect(mails.map(({ to, subject, text }) => ({ to, subject, text }))).toMatchSnapshot();
  });

  it('let no key forge a line or a header', () => {
    const [mail] = mailsOfBatch({ ...record, object: { ...record.object, key: 'abalone/batches/a\nBcc: x@example.com.csv' } }, { owners: ['a@example.com'] });

    expect(mail?.text).not.toContain('\nBcc:');
    expect(mail?.text).toContain('\\u000aBcc:');
  });
});
