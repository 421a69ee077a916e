import { ProjectDefinition } from '../../../core/project.ts';

const OWNERS = ['ann@example.com', 'bob@example.com'];

/** Projects that differ in what the protocol can tell apart: one file or all, one owner or two, one further instance type or none. */
export const PROJECTS: readonly [ProjectDefinition, ...ProjectDefinition[]] = [
  defined('cars', 'latest', OWNERS.slice(0, 1), ['ml.g5.xlarge', 'ml.g4dn.xlarge'], 2),
  defined('boats', 'all', OWNERS, ['ml.g5.xlarge', 'ml.g4dn.xlarge', 'ml.p3.2xlarge'], 3),
  defined('homes', 'latest', OWNERS, ['ml.m5.large'], 1),
];

function defined(project: string, use: 'latest' | 'all', owners: readonly string[], instanceTypes: readonly string[], attempts: number): ProjectDefinition {
  return ProjectDefinition.parse({
    project,
    description: `Prices of ${project}`,
    owners: [...owners],
    data: {
      use,
      header: 'present',
      rowsAtLeast: 2,
      columns: [
        { name: 'age', type: 'integer' },
        { name: 'price', type: 'number' },
      ],
      target: 'price',
    },
    training: { image: { repository: 'nacre/training' }, model: 'linear', instanceTypes: [...instanceTypes], maxRuntimeSeconds: 14_400, attempts },
    thresholds: [{ metric: 'rmse', atMost: 10 }],
    tracking: { experiment: project },
  });
}
