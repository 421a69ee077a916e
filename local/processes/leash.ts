import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Keeps the list of process groups that must not outlive us. A shell of one megabyte in a session of its own reads it
 * through a pipe; the pipe ends when we do, whatever ended us, and then the shell kills every group that is still listed.
 */
const WATCH = `groups=' '
while read -r verb group; do
  case $verb in
    hold) groups="$groups$group " ;;
    free) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done`;

/** What to do once a group is held; done at most once. */
const held = new Map<number, () => void>();
let watcher: ChildProcess | undefined;

/** `held` is called once the group is certain to be killed with us; what is to start may start then. */
export function hold(group: number, whenHeld: () => void): void {
  held.set(group, whenHeld);
  tell(`hold ${group}\n`, () => isHeld(group));
}

/** The group has ended: its number may soon belong to someone else. */
export function release(group: number): void {
  if (held.delete(group)) tell(`free ${group}\n`, () => undefined);
}

function isHeld(group: number): void {
  const whenHeld = held.get(group);
  if (whenHeld === undefined) return;
  held.set(group, () => undefined);
  whenHeld();
}

function tell(line: string, done: () => void): void {
  watcher ??= startWatcher();
  watcher.stdin?.write(line, (error) => {
    if (!error) done();
  });
}

function startWatcher(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', WATCH], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: { PATH: '/usr/bin:/bin' } });
  child.once('exit', replaceWatcher);
  child.stdin?.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

/** Someone killed the watcher: without another one, what is held would outlive us. */
function replaceWatcher(): void {
  watcher = undefined;
  for (const group of held.keys()) tell(`hold ${group}\n`, () => isHeld(group));
}
