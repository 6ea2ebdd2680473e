import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { GROUP_MARK } from './kill-group.ts';

/** Outlives the server for a moment, to end what the server can no longer end. */
export interface Guard {
  watch(identity: ProcessIdentity): void;
  forget(identity: ProcessIdentity): void;
}

/** Stands for the mark of a group whose daemons are left alone. */
const NO_MARK = '-';

/**
 * Reads `+ pid mark` and `- pid mark` until its input ends, which is when the server is gone, however that happened; then
 * ends every group that is still there, and what has left its group and carries its mark. A shell, because it takes a
 * hundredth of the memory of a second Node. Nothing of what it reads is ever run.
 */
const SCRIPT = `
trap '' INT TERM HUP
watched=''
while read -r verb pid mark; do
  kept=''
  for one in $watched; do [ "$one" = "$pid:$mark" ] || kept="$kept $one"; done
  watched=$kept
  if [ "$verb" = + ]; then watched="$watched $pid:$mark"; fi
done
[ -z "$watched" ] && exit 0
strayed() {
  [ "$1" = ${NO_MARK} ] && return
  grep -laF "${GROUP_MARK}=$1" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
}
end() {
  for one in $watched; do
    kill "-$1" "-\${one%%:*}" 2>/dev/null
    for pid in $(strayed "\${one#*:}"); do [ "$pid" = "$$" ] || kill "-$1" "$pid" 2>/dev/null; done
  done
}
end TERM
sleep 1
end KILL
`;

/** Starts nothing before there is something to watch, and nothing at all on Windows: there the next server ends what is left. */
export function createGuard(): Guard {
  let shell: ChildProcessByStdio<Writable, null, null> | null = null;
  const tell = (verb: '+' | '-', { pid, mark = NO_MARK }: ProcessIdentity): void => {
    if (process.platform === 'win32') return;
    shell ??= startShell();
    shell.stdin.write(`${verb} ${pid} ${mark}\n`);
  };
  return { watch: (identity) => tell('+', identity), forget: (identity) => tell('-', identity) };
}

function startShell(): ChildProcessByStdio<Writable, null, null> {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  // Without it the next server ends what is left, so whatever happens to it is no reason to stop.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child;
}
