import type { Column, ProjectDefinition } from './project.ts';

/** What the columns of a snapshot mean, in its order. The job reads it from a channel of its own: a hyperparameter could not hold a few dozen columns. */
export type TrainingContract = { readonly target: string; readonly columns: readonly Column[] };

export function trainingContract({ data: { target, columns } }: Pick<ProjectDefinition, 'data'>): TrainingContract {
  return { target, columns };
}
