import { join } from 'node:path';
import type { CloudSettings, Credentials } from '../../plane.ts';
import type { JobFolder } from './job-folder.ts';

/** What the Dockerfile sets. The home is shared among jobs, as an image's is: fonts and other caches are built once. */
export function imageVariables({ image, temporary }: JobFolder, { root, folder }: CloudSettings): Readonly<Record<string, string>> {
  return {
    PATH: [image, join(root, '.venv', 'bin'), '/usr/bin', '/bin'].join(':'),
    HOME: join(folder, 'home'),
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
  };
}

/** A job in network isolation has neither endpoint nor credentials: its container reaches no service. */
export function roleVariables(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { endpoint }: CloudSettings,
  isolated = false,
): Readonly<Record<string, string>> {
  if (isolated) return {};
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
