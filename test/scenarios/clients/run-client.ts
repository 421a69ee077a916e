import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Credentials } from '../../../local/plane.ts';
import type { Laptop } from '../laptop.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const execute = promisify(execFile);

/** A person's environment for the clients of AWS: an address, a region and credentials, nothing else of ours. */
function environment({ target, cloud }: Laptop, credentials: Credentials = cloud.permissions.operator.credentials): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: cloud.description.endpoint,
    AWS_DEFAULT_REGION: target.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

/** Runs a script of this folder with boto3 as it is; answers the JSON that it prints. */
export async function boto3(laptop: Laptop, script: string, given: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await execute(join(root, '.venv/bin/python'), [join(import.meta.dirname, script)], { env: { ...environment(laptop), ...given } });
  return JSON.parse(stdout);
}

/** Runs the AWS CLI as it is; answers what it prints, or its complaint. */
export async function aws(laptop: Laptop, args: readonly string[], credentials?: Credentials): Promise<string> {
  const command = execute(join(root, '.venv/bin/aws'), args, { env: environment(laptop, credentials) });
  const { stdout, stderr } = await command.catch((failed: { readonly stdout: string; readonly stderr: string }) => failed);
  return `${stdout}${stderr}`.trim();
}
