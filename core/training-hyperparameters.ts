import type { ProjectDefinition } from './project.ts';

/** Names that nacre gives to the training code itself. */
export const RESERVED_HYPERPARAMETERS = ['model', 'target'] as const;

/** What the training code is told in strings: SageMaker passes nothing else this way, and no more than 2,500 characters a value. Part of a run's fingerprint. */
export function trainingHyperparameters({ data, training }: ProjectDefinition): Readonly<Record<string, string>> {
  const own = Object.entries(training.hyperparameters).map(([name, value]) => [name, String(value)] as const);
  return { ...Object.fromEntries(own), model: training.model, target: data.target };
}
