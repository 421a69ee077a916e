import type { ProjectDefinition } from './project.ts';

/** Names that nacre gives to the training code itself. */
export const RESERVED_HYPERPARAMETERS = ['model', 'target', 'columns'] as const;

/** What the training code is told, all of it as strings: SageMaker passes nothing else. Part of a run's fingerprint. */
export function trainingHyperparameters({ data, training }: ProjectDefinition): Readonly<Record<string, string>> {
  const own = Object.entries(training.hyperparameters).map(([name, value]) => [name, String(value)] as const);
  const columns = data.columns.map(({ name, type, values }) => ({ name, type, ...(values === undefined ? {} : { values }) }));
  return { ...Object.fromEntries(own), model: training.model, target: data.target, columns: JSON.stringify(columns) };
}
