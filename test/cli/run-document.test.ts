import { describe, expect, it } from '@jest/globals';
import { documentOf, documentOfRequest } from '../../cli/run-document.ts';
import { showRun } from '../../cli/show-run.ts';
import type { RequestRecord } from '../../core/records.ts';
import { trainedRun } from '../core/emails/runs.ts';
import { DocumentedRun } from './documented-run.ts';

const asked = { ...trainedRun, reasons: ['person (ann): new scales\nsince Monday'], cost: 0.0123 };
const story = { run: asked, mails: [], audit: [], transitions: 12 };
const object = { bucket: 'nacre-dev-data-123456789012-eu-west-1', key: 'abalone/datasets/a.csv', versionId: 'v1' };
const request: RequestRecord = {
  ...{ id: 'upload-0a1b2c', project: 'abalone', trigger: 'upload', askedAt: '2026-11-22T10:00:00.000Z', object, attempt: 1 },
  ...{ status: 'waiting', notBefore: '2026-11-23T10:00:00.000Z', reason: 'the project is paused since Sunday by ann: the scales are broken' },
};

describe('the document of a run', () => {
  it('says why it was asked for and what it has cost', () => {
    const { run } = DocumentedRun.parse(documentOf(story));

    expect(run).toMatchObject({ reasons: asked.reasons, cost: 0.0123 });
  });

  it('says so for a person too, on one line each', () => {
    const shown = showRun(story, {});

    expect(shown).toContain('  asked by     person (ann): new scales\\u000asince Monday\n');
    expect(shown).toContain("  cost         0.01 USD, by the governor's prices\n");
  });

  it('gives each sentence of a reason a line', () => {
    const reasons = ['alarm: cars-drift: monday.csv has drifted. age: mean 9.5 against 4.2. price: 80 % of the rows lie elsewhere.'];

    expect(showRun({ ...story, run: { ...story.run, reasons } }, {})).toContain(
      '  asked by     alarm: cars-drift: monday.csv has drifted.\n               age: mean 9.5 against 4.2.\n               price: 80 % of the rows lie elsewhere.\n',
    );
  });
});

describe('the document of a request that was put off', () => {
  it('says why, and when it is looked at again', () => {
    const { run } = DocumentedRun.parse(documentOfRequest(request, []));

    expect(run).toMatchObject({ id: null, status: 'Waiting', reasons: [], cost: null, endedAt: null, failure: { class: 'Waiting', cause: request.reason } });
    expect(run.failure?.nextStep).toContain('looked at again at 2026-11-23T10:00:00.000Z, or at once after `nacre resume abalone`');
  });
});
