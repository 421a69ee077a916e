import { ProjectDefinition } from '../../../../core/project.ts';

const OWNERS = ['ann@example.com', 'bob@example.com'];

/**
 * Projects that differ in what the protocol can tell apart: one file or all, one owner or two, how many instance types, who may open how many runs,
 * whether a person approves, and whether a file is read whole or in ranges.
 */
export const PROJECTS: readonly [ProjectDefinition, ...ProjectDefinition[]] = [
  defined('cars', {
    owners: OWNERS.slice(0, 1),
    training: { ...training('nacre/training', ['ml.g5.xlarge', 'ml.g4dn.xlarge']), attempts: 2 },
    governor: { cooldownMinutes: 20, runsPerDay: 4 },
    scoring: { maxRuntimeSeconds: 28_800 },
  }),
  defined('boats', {
    data: { use: 'all' },
    training: training('nacre/boats', ['ml.g5.xlarge', 'ml.g4dn.xlarge', 'ml.p3.2xlarge']),
    approval: 'manual',
    governor: { governs: ['upload', 'image', 'schedule', 'alarm'], cooldownMinutes: 10, runsPerDay: 5, stopAfterFailures: 2 },
  }),
  defined('homes', {
    training: { ...training('nacre/training', ['ml.m5.large']), attempts: 1 },
    governor: { mode: 'suggest', budgetPerDay: 0.4 },
    scoring: { instanceTypes: ['ml.m5.large'], again: false, maxRuntimeSeconds: 28_800 },
  }),
  defined('ships', {
    data: { splitAboveMB: 0.001, rangeMB: 0.001 },
    training: { ...training('nacre/training', ['ml.m5.large', 'ml.m5.xlarge']), attempts: 2 },
    retrain: { onDrift: 'always' },
    scoring: { splitAboveMB: 0.001, rangeMB: 0.001, maxRuntimeSeconds: 28_800 },
  }),
];

/** Files of this project are larger than one function is to read. */
export const RANGED = 'ships';

function training(repository: string, instanceTypes: readonly string[]) {
  return { image: { repository }, model: 'linear', instanceTypes: [...instanceTypes], maxRuntimeSeconds: 14_400 };
}

function defined(project: string, { data = {}, ...differing }: Readonly<Record<string, unknown>> & { readonly data?: object }): ProjectDefinition {
  const columns = [
    { name: 'age', type: 'integer' },
    { name: 'price', type: 'number' },
  ];
  return ProjectDefinition.parse({
    project,
    description: `Prices of ${project}`,
    owners: [...OWNERS],
    data: { header: 'present', rowsAtLeast: 2, columns, target: 'price', ...data },
    thresholds: [{ metric: 'rmse', atMost: 10 }],
    tracking: { experiment: project },
    ...differing,
  });
}
