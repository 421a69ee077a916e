import { startLeashed } from '../../../local/processes/start-leashed.ts';

/** A cloud in small, to be killed by a test: its child starts a grandchild and prints both numbers. */
const [folder = '.'] = process.argv.slice(2);
startLeashed({
  name: 'child',
  folder,
  command: '/bin/sh',
  args: ['-c', 'sleep 600 & echo $$ $!; wait'],
  cwd: folder,
  env: { PATH: '/usr/bin:/bin' },
  log: (line) => console.log(line),
});
