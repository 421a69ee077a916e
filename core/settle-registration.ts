import { classifyFailure } from './classify-failure.ts';
import type { Services } from './ports.ts';
import { type RunIdentity, readRun } from './read-record.ts';
import { registerModel } from './register-model.ts';

/**
 * A model that passed its thresholds may be a version already of which no record tells: whoever made it died, or never heard the answer.
 * Before such a run is ended otherwise its registration is completed, which gives that same version. Throws where trying again may help;
 * where it cannot, there is no version.
 */
export async function settleRegistration(
  identity: RunIdentity,
  groupPrefix: string,
  services: Pick<Services, 'records' | 'clock' | 'registry'>,
): Promise<void> {
  const { status, gate } = await readRun(identity, services);
  if (!['Evaluated', 'Registering'].includes(status) || !gate?.passed) return;
  try {
    await registerModel(identity, groupPrefix, services);
  } catch (error) {
    if (isPassing(error)) throw error;
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && classifyFailure({ Error: error.name, Cause: error.message }, []).transient;
}
