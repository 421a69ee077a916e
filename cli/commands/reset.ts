import { forgetCloud, stopCloud } from '../cloud-process.ts';
import { answer } from '../print.ts';

/** `nacre reset`: as if this cloud had never been. */
export async function reset(options: { readonly port: string; readonly json?: boolean }): Promise<void> {
  const port = Number(options.port);
  const stopped = await stopCloud(port);
  forgetCloud(port);
  answer(
    options.json,
    { stopped, forgotten: true, port },
    () => `${stopped ? 'The laptop cloud is down; ' : ''}everything it kept on port ${port} is forgotten.`,
  );
}
