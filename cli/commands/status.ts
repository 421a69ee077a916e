import { folderOf, readDescription } from '../../local/description.ts';
import { answer } from '../print.ts';
import { root } from '../target.ts';
import { describeCloud } from './up.ts';

/** `nacre status`: exit status 1 where no cloud is up. */
export function status(options: { readonly port: string; readonly json?: boolean }): void {
  const cloud = readDescription(folderOf(root, Number(options.port)));
  if (!cloud) process.exitCode = 1;
  answer(options.json, cloud ? { up: true, ...cloud } : { up: false, port: Number(options.port) }, () =>
    cloud ? describeCloud(cloud) : `No laptop cloud is up on port ${options.port}.`,
  );
}
