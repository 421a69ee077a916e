import type { Registry } from '../../../../core/ports.ts';
import type { Happening } from '../../../../local/plane.ts';
import type { InMemoryRegistry } from '../../in-memory-sagemaker.ts';
import type { Chance } from '../chance.ts';
import type { Timeline } from '../timeline.ts';

type Package = InMemoryRegistry['packages'][number];
type Told = Pick<Package, 'arn' | 'group' | 'version' | 'approval'>;

type Options = { readonly publish: (happening: Happening) => void; readonly timeline: Timeline; readonly chance: Chance; readonly attentive: boolean };

const JUDGEMENTS = ['Approved', 'Approved', 'Rejected'] as const;
const HOUR = 3_600_000;

/** The Model Registry behind its port: it tells of every version that is made, and of every judgement. Where somebody is attentive, half of the versions that wait for a judgement get one. */
export function simulatedRegistry(memory: InMemoryRegistry, { publish, timeline, chance, attentive }: Options) {
  const tell = ({ arn, group, version, approval }: Told) =>
    publish({
      source: 'aws.sagemaker',
      detailType: 'SageMaker Model Package State Change',
      resources: [arn],
      detail: { ModelPackageGroupName: group, ModelPackageVersion: version, ModelPackageArn: arn, ModelApprovalStatus: approval },
    });
  const port: Registry = {
    ...memory,
    async createPackage(spec) {
      const known = memory.packages.length;
      const made = await memory.createPackage(spec);
      if (memory.packages.length === known) return made;
      tell({ ...made, group: spec.group });
      if (attentive && made.approval === 'PendingManualApproval' && chance.happens(0.5))
        timeline.after(chance.next() * HOUR, () => judge({ ...made, group: spec.group }, chance.oneOf(JUDGEMENTS)));
      return made;
    },
  };
  const judgements: Told[] = [];
  const judge = (each: Told, approval: Package['approval']) => {
    judgements.push({ ...each, approval });
    memory.judge(each.arn, approval, { who: 'carol@example.com' });
    tell({ ...each, approval });
  };
  return { port, judge, judgements };
}
