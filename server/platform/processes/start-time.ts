import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ProcessIdentity } from '../../engine/ports.ts';

/**
 * When a process started, as an opaque text that tells it from a later process with the same pid; null when there is
 * no such process, when it is only waiting to be reaped, or when the system does not say.
 */
export async function startTimeOf(pid: number): Promise<string | null> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat === null || stat.ended ? null : stat.startedAt;
  }
  return process.platform === 'win32' ? startTimeOnWindows(pid) : startTimeFromPs(pid);
}

/** Whether the process that was started then is still there; null where the system does not say when one started. */
export async function isStillThere({ pid, startedAt }: ProcessIdentity): Promise<boolean | null> {
  const found = await startTimeOf(pid);
  if (found !== null || process.platform === 'linux') return found === startedAt;
  try {
    process.kill(pid, 0);
    return null;
  } catch (error) {
    // It exists where only the right to signal it is missing.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? null : false;
  }
}

/** What `/proc/<pid>/stat` says. `ended` is a zombie: it does nothing any more and only its parent can remove it. */
export interface ProcessStat {
  readonly pid: number;
  readonly ended: boolean;
  readonly group: number;
  readonly session: number;
  readonly startedAt: string;
}

/** Linux only; null when there is no such process. */
export function readStat(pid: number): ProcessStat | null {
  const text = readIfThere(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses, so the fields
  // are counted from the last one: index 0 is field 3 of proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group, session] = fields;
  const jiffies = fields[19];
  if (state === undefined || group === undefined || session === undefined || jiffies === undefined) return null;
  return {
    pid,
    ended: state === 'Z' || state === 'X',
    group: Number(group),
    session: Number(session),
    // Jiffies count from boot, so the same pid and jiffies can return after a reboot; the boot id tells them apart.
    startedAt: `${bootId()}:${jiffies}`,
  };
}

function bootId(): string {
  return readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown-boot';
}

/** A process can end between any two looks at it, so a file of /proc that is not there is an answer, not an error. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function startTimeFromPs(pid: number): Promise<string | null> {
  const text = await outputOf('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  const match = /^(\S+)\s+(.+)$/.exec(text?.trim() ?? '');
  if (match === null || match[1]?.startsWith('Z') === true) return null;
  return match[2] ?? null;
}

function startTimeOnWindows(pid: number): Promise<string | null> {
  const script = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()`;
  return outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
}

function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    // LC_ALL=C because `ps` writes dates in the language of the person; they must compare equal across restarts.
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(program, args, { env, timeout: 10_000, windowsHide: true }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error !== null || text === '' ? null : text);
    });
  });
}
