import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../target.ts';

/** `npm run deploy -- --stage prod`: the Serverless Framework's own deploy of serverless.yml, with the same bundles as locally. */
export function deploy(rest: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'osls', 'bin', 'serverless.js'), 'deploy', ...rest], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
