import { dirname } from 'node:path';
import type { CloudSettings, Credentials, FunctionDefinition } from '../plane.ts';

/** The whole environment of a function, as Lambda makes it: the function's own variables, then the reserved ones. Nothing of the host's environment gets in. */
export function environmentVariables(
  definition: FunctionDefinition,
  { settings, root, temporary, logStream, credentials }: Surroundings,
): Readonly<Record<string, string>> {
  return {
    ...definition.environment,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_ENDPOINT_URL: settings.endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: root,
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: temporary,
    TMPDIR: temporary,
  };
}

export type Surroundings = {
  readonly settings: CloudSettings;
  /** Where the bundle lies unpacked. */
  readonly root: string;
  /** What /tmp is on Lambda: one folder per environment. */
  readonly temporary: string;
  readonly logStream: string;
  readonly credentials: Credentials;
};
