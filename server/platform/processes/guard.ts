import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { GROUP_MARK, ownPrefix } from './group-mark.ts';

/** Outlives the server for a moment, to end what the server can no longer end. */
export interface Guard {
  /** Watches a whole group; what carries our prefix is watched from when it was started, which is a little earlier. */
  watch(identity: ProcessIdentity): void;
  forget(identity: ProcessIdentity): void;
}

/**
 * Reads `+ pid` and `- pid` until its input ends, which is when the server is gone, however that happened; then ends
 * every group that is still there, and whatever carries the server's prefix: what was started a moment before, and what
 * has left its group. A shell, because it takes a hundredth of the memory of a second Node. Nothing of what it reads is
 * ever run.
 */
const SCRIPT = `
trap '' INT TERM HUP
watched=''
while read -r verb pid; do
  kept=''
  for one in $watched; do [ "$one" = "$pid" ] || kept="$kept $one"; done
  watched=$kept
  if [ "$verb" = + ]; then watched="$watched $pid"; fi
done
marked() {
  grep -laF "${GROUP_MARK}=$prefix" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
}
end() {
  found=''
  for pid in $watched; do kill "-$1" "-$pid" 2>/dev/null && found=yes; done
  for pid in $(marked); do kill "-$1" "$pid" 2>/dev/null && found=yes; done
  [ -n "$found" ]
}
prefix=$1
end TERM || exit 0
sleep 1
for attempt in 1 2 3 4 5; do
  end KILL || exit 0
  sleep 0.2
done
`;

/** Starts nothing on Windows: there the next server ends what is left. */
export function createGuard(): Guard {
  if (process.platform === 'win32') return { watch: () => undefined, forget: () => undefined };
  const { stdin } = startShell();
  return {
    watch: ({ pid }) => void stdin.write(`+ ${pid}\n`),
    forget: ({ pid }) => void stdin.write(`- ${pid}\n`),
  };
}

function startShell(): ChildProcessByStdio<Writable, null, null> {
  const args = ['-c', SCRIPT, 'clutch-guard', ownPrefix()];
  const child = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  // Without it the next server ends what is left, so whatever happens to it is no reason to stop.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return child;
}
