import { stopCloud } from '../cloud-process.ts';
import { answer } from '../print.ts';

/** `nacre down`: ends the cloud on a port with everything it started. */
export async function down(options: { readonly port: string; readonly json?: boolean }): Promise<void> {
  const stopped = await stopCloud(Number(options.port));
  answer(options.json, { stopped, port: Number(options.port) }, () =>
    stopped ? `The laptop cloud on port ${options.port} is down.` : `No laptop cloud was up on port ${options.port}.`,
  );
}
