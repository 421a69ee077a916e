import type { ProjectDefinition } from './project.ts';
import type { Prepared } from './quality/prepared.ts';
import type { Image } from './records.ts';
import { sha256 } from './sha256.ts';
import { trainingHyperparameters } from './training-hyperparameters.ts';

/** Equal fingerprints mean that training again would make the same model: same bytes, read the same way, by the same code with the same parameters. */
export function fingerprintOf(
  { definition, image }: { readonly definition: ProjectDefinition; readonly image: Image },
  { sources }: Pick<Prepared, 'sources'>,
): string {
  const { columns, header } = definition.data;
  const hyperparameters = Object.entries(trainingHyperparameters(definition)).sort(([one], [other]) => (one < other ? -1 : 1));
  const made = { objects: sources.map(({ sha256 }) => sha256), image: image.digest, hyperparameters, columns, header };
  return sha256(JSON.stringify(made));
}
