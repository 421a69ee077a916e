import { execFileSync } from 'node:child_process';

/** The files in a .tar.gz, sorted. */
export function namesIn(archive: Buffer): readonly string[] {
  const listed = execFileSync('tar', ['-tzf', '-'], { input: archive, encoding: 'utf8' });
  return listed
    .split('\n')
    .map((name) => name.replace(/^\.\//, ''))
    .filter((name) => name !== '' && !name.endsWith('/'))
    .sort();
}
