import { resolve } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { commitOf } from '../../local/images/commit-of.ts';
import { pushImage } from '../../local/images/push-image.ts';
import { CommandError } from '../command-error.ts';
import { answer } from '../print.ts';
import { findTarget, type TargetOptions } from '../target.ts';

type Options = TargetOptions & { readonly repository: string; readonly tag: string; readonly json?: boolean };

/** `nacre image push [FOLDER]`: stands for docker build and push on the laptop; the git commit goes along as a second tag. */
export async function image(verb: string, folder: string, { repository, tag, json, ...options }: Options): Promise<void> {
  if (verb !== 'push') throw new CommandError(`nacre image knows "push" only, not "${verb}".`);
  const { cloud, clients } = await findTarget(options);
  if (!cloud) throw new CommandError('On AWS push with docker: training-image/Dockerfile says how. This command is for the laptop cloud.');
  const commit = commitOf(resolve(folder));
  const settings = { ...cloud, port: Number(options.port), root: '' };
  const pushed = await pushImage({
    folder: resolve(folder),
    repository,
    tags: commit ? [commit, tag] : [tag],
    settings,
    client: new ECRClient(clients.settings),
  });
  answer(
    json,
    { repository, tag, digest: pushed.digest, uri: pushed.uri, commit: commit ?? null },
    () => `${pushed.uri}\n  tags ${tag}${commit ? `, ${commit}` : ''}`,
  );
}
