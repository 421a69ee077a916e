import { onModelJudged } from '../../core/on-model-judged.ts';
import { findRun } from '../../core/read-record.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/model-judged.sample.json' with { type: 'json' };
import { ModelJudged } from '../../events/model-judged.ts';
import { abalone, givenRun } from '../world/given-run.ts';

export const GROUP = 'nacre-dev-abalone';
export const SETTINGS = { groupPrefix: 'nacre-dev-' };
export const BY = { who: 'arn:aws:iam::123456789012:user/ann', why: 'checked by hand' };
export const SPEC = {
  ...{ group: GROUP, description: 'abalone', modelArtifacts: 's3://artifacts/model.tar.gz', evaluation: 's3://artifacts/gate.json', properties: {} },
  image: { repository: 'nacre/training', tag: 'latest', digest: 'sha256:ab', uri: 'uri' },
};
type Approval = 'Approved' | 'PendingManualApproval' | 'Rejected';

/** Versions 1, 2, ... of abalone, each by an ended run, the last of the Approved ones reigning. */
export async function givenVersions(...approvals: readonly Approval[]) {
  const { services, project } = await givenRun({ project: { active: undefined } });
  await services.registry.ensureGroup(GROUP, 'abalone');
  const arns: string[] = [];
  for (const [index, approval] of approvals.entries()) {
    const [number, run] = [index + 10, `abalone-${index + 10}-abc123`];
    const { arn, version } = await services.registry.createPackage({ ...SPEC, clientToken: run, approval: 'Approved' });
    services.registry.judge(arn, approval);
    arns.push(arn);
    const modelPackage = { arn, version, approval };
    const ended = { run, project: 'abalone', number, status: 'Ended', outcome: 'Succeeded', openedAt: '', endedAt: `2026-11-2${index}T10:00:00.000Z` };
    const attempts = [{ number: 1, job: `${run}-a1`, instanceType: 'ml.m5.large', startedAt: '', modelArtifacts: SPEC.modelArtifacts }];
    const item = { ...ended, requests: [], attempts, image: SPEC.image, metrics: { rmse: version }, modelPackage, definition: abalone(), changed: 'before' };
    await services.records.write({ put: keys.run('abalone', number), item });
    const reigning = { run, modelPackage, metrics: { rmse: version }, registeredAt: ended.endedAt };
    if (approval === 'Approved') await services.records.write({ update: keys.project('abalone'), set: { reigning } });
  }
  const arnOf = (version: number) => arns[version - 1] ?? '';
  return {
    services,
    arnOf,
    judge: (version: number, approval: Approval) => services.registry.judge(arnOf(version), approval, BY),
    tell: (version: number) => onModelJudged(eventOf(arnOf(version)), SETTINGS, services),
    reigning: async () => (await project()).reigning?.modelPackage.version,
    approvalOf: async (version: number) => (await findRun({ project: 'abalone', run: `abalone-${version + 9}-abc123` }, services))?.modelPackage?.approval,
  };
}

export const eventOf = (arn: string) => ModelJudged.parse({ ...sample, detail: { ...sample.detail, ModelPackageArn: arn } });
