import { describe, expect, it } from '@jest/globals';
import { mailOfJudgement } from '../../../core/emails/mail-of-judgement.ts';
import { abalone } from '../../world/given-run.ts';
import { trainedRun } from './runs.ts';

const arnOf = (version: number) => `arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-abalone/${version}`;
const reignOf = (version: number) => ({
  ...{ run: `abalone-${version}-abc123`, metrics: {}, registeredAt: '2026-11-22T10:01:10.000Z' },
  modelPackage: { arn: arnOf(version), version, approval: 'Approved' as const },
});
const project = {
  ...{ project: 'abalone', definition: abalone(), appliedAt: '2026-11-21T10:00:00.000Z', nextRunNumber: 8 },
  source: { bucket: 'nacre-dev-config-123456789012-eu-west-1', key: 'projects/abalone/project.yml', versionId: 'v1' },
};
const judged = { arn: arnOf(3), group: 'nacre-dev-abalone', version: 3, who: 'arn:aws:iam::123456789012:user/ann', why: 'looks better on young ones' };

describe('the mail about a judged model', () => {
  it('says who approved it, why, and that it reigns', () => {
    const facts = { judged: { ...judged, approval: 'Approved' as const }, run: trainedRun, project: { ...project, reigning: reignOf(2) }, reign: reignOf(3) };

    expect(mailOfJudgement(facts)).toMatchSnapshot();
  });

  it('says what to do where no model reigns any more', () => {
    const facts = { judged: { ...judged, approval: 'Rejected' as const }, run: trainedRun, project: { ...project, reigning: reignOf(3) }, reign: undefined };

    expect(mailOfJudgement(facts)[0]).toMatchObject({
      subject: 'abalone: model version 3 rejected, no model reigns any more',
      text: expect.stringContaining('Approve another version in the SageMaker Model Registry'),
    });
  });
});
