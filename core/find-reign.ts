import type { Services } from './ports.ts';
import { findRun } from './read-record.ts';
import type { ProjectRecord, RunRecord } from './records.ts';

export type Reign = NonNullable<ProjectRecord['reigning']>;

/** The newest Approved version, if a run of ours that has ended registered it: what others put into the group brings no baseline to score with. */
export async function findReign(group: string, project: string, { records, registry }: Pick<Services, 'records' | 'registry'>): Promise<Reign | undefined> {
  for (const arn of await registry.approvedPackages(group)) {
    const described = await registry.describePackage(arn);
    const run = described?.run === undefined ? undefined : await findRun({ project, run: described.run }, { records });
    if (described?.approval === 'Approved' && run?.modelPackage?.arn === arn && run.status === 'Ended') return reignOf(run, run.modelPackage);
  }
  return undefined;
}

function reignOf({ run, metrics = {}, endedAt = '' }: RunRecord, { arn, version }: NonNullable<RunRecord['modelPackage']>): Reign {
  return { run, modelPackage: { arn, version, approval: 'Approved' }, metrics, registeredAt: endedAt };
}
