import { describe, expect, it } from '@jest/globals';
import { mailOfBudget, mailOfPause, mailOfResumption, mailOfSuggestion } from '../../../core/emails/mail-of-governor.ts';

const to = { project: 'abalone', owners: ['data-science@example.com'] };
const by = { who: 'ann@example.com', why: 'the scales are <broken>' };

describe('the mails of the governor', () => {
  it('suggest a run, with what asked for it', () => {
    const why =
      "nacre-dev-abalone-drift: abalone/batches/monday.csv (abalone-batch-0a1b2c) has drifted. Height: the largest value lies above the baseline's, by 15 %.";
    const request = {
      id: 'alarm-0a1b2c',
      project: 'abalone',
      trigger: 'alarm',
      askedAt: '2026-11-22T10:00:00.000Z',
      why,
      attempt: 1,
      status: 'waiting',
    } as const;

    expect(mailOfSuggestion({ request, owners: to.owners })).toMatchSnapshot();
  });

  it('tell that the budget of the day is reached', () => {
    expect(mailOfBudget({ ...to, reason: "2.50 USD of today's 3.00 USD are spent, and a run is expected to cost 0.70 USD" })).toMatchSnapshot();
  });

  it('tell who paused the project, and who resumed it', () => {
    expect(mailOfPause({ ...to, ...by, at: '2026-11-22T10:00:00.000Z' })).toMatchSnapshot();
    expect(mailOfResumption({ ...to, ...by })).toMatchSnapshot();
  });
});
