import type { Registry } from '../../../../core/ports.ts';
import type { Happening } from '../../../../local/plane.ts';
import type { InMemoryRegistry } from '../../in-memory-sagemaker.ts';

type Package = InMemoryRegistry['packages'][number];

/** The Model Registry behind its port: it tells of every version that is made, and of every judgement. */
export function simulatedRegistry(memory: InMemoryRegistry, publish: (happening: Happening) => void) {
  const tell = ({ arn, group, version, approval }: Pick<Package, 'arn' | 'group' | 'version' | 'approval'>) =>
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
      if (memory.packages.length > known) tell({ ...made, group: spec.group });
      return made;
    },
  };
  const judge = (each: Package, approval: Package['approval']) => {
    memory.judge(each.arn, approval, { who: 'carol@example.com' });
    tell({ ...each, approval });
  };
  return { port, judge };
}
