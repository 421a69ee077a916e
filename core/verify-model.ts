import { ModelArtifactChangedError, ModelArtifactMissingError } from './errors.ts';
import type { Services } from './ports.ts';
import type { ScoringModel } from './records.ts';
import { sha256OfStream } from './sha256.ts';

/** A batch is scored by the bytes that were judged and registered, or not at all. Models of older releases have no hash: they must only be there. */
export async function verifyModel({ run, modelArtifacts, modelSha256 }: ScoringModel, { artifacts }: Pick<Services, 'artifacts'>): Promise<void> {
  const model = await artifacts.read(modelArtifacts);
  if (model === undefined) throw new ModelArtifactMissingError(run, modelArtifacts);
  if (modelSha256 === undefined) model.destroy();
  else if ((await sha256OfStream(model)) !== modelSha256) throw new ModelArtifactChangedError(run, modelArtifacts);
}
