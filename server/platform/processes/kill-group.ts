import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { GROUP_MARK } from './group-mark.ts';
import { readIfThere, readStat, startTimeOf } from './start-time.ts';

/** `not-ours`: nothing was signalled, the group is gone or its pid belongs to another program now. */
export type KillResult = 'killed' | 'not-ours' | 'stuck';

export type Group = Pick<ProcessIdentity, 'pid' | 'mark'>;

/** How long a process may take to vanish after SIGKILL; longer means that the kernel holds it (a dead network disk). */
const KILL_DEADLINE_MS = 5_000;

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await startTimeOf(identity.pid)) === identity.startedAt;
}

/**
 * Ends a group that may have been started by an earlier server: SIGTERM, after `graceMs` SIGKILL. Resolves when no
 * process of it is left. A pid that was given to another program meanwhile is left alone.
 */
export async function killGroup(identity: ProcessIdentity, graceMs: number): Promise<KillResult> {
  // To the system -1 means every process of the person and -0 the caller's own group.
  if (!Number.isSafeInteger(identity.pid) || identity.pid <= 1) return 'not-ours';
  const isOurs = (await isAlive(identity)) || isLeaderlessGroupOfOurs(identity);
  if (isOurs) return terminateGroup(identity, graceMs);
  return strayedFrom(identity).length === 0 ? 'not-ours' : endStrayed(identity, graceMs);
}

/** Ends the groups that a server left behind when it was killed. Resolves to those that could not be ended. */
export async function reapGroups(
  identities: readonly ProcessIdentity[],
  graceMs = 2_000,
): Promise<readonly ProcessIdentity[]> {
  const results = await Promise.all(identities.map((identity) => killGroup(identity, graceMs)));
  return identities.filter((_, index) => results[index] === 'stuck');
}

/** Without asking who the group belongs to: only for a group whose leader is our own child. */
export async function terminateGroup(group: Group, graceMs: number): Promise<KillResult> {
  if (process.platform === 'win32') return terminateTree(group.pid);
  const results = await Promise.all([endGroup(group.pid, graceMs), endStrayed(group, graceMs)]);
  // Whoever was asked to leave may have started something else first.
  const late = await endStrayed(group, 0);
  return [...results, late].includes('stuck') ? 'stuck' : 'killed';
}

async function endGroup(pid: number, graceMs: number): Promise<KillResult> {
  if (!signalGroup(pid, 'SIGTERM')) return 'killed';
  if (await isGoneWithin(pid, graceMs)) return 'killed';
  signalGroup(pid, 'SIGKILL');
  return (await isGoneWithin(pid, KILL_DEADLINE_MS)) ? 'killed' : 'stuck';
}

/** What left the group for a session of its own: agents start their commands like that. */
async function endStrayed(group: Group, graceMs: number): Promise<KillResult> {
  const asked = new Set<number>();
  const startedAt = performance.now();
  for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 50)) {
    const strayed = strayedFrom(group);
    if (strayed.length === 0) return 'killed';
    const elapsed = performance.now() - startedAt;
    if (elapsed > graceMs + KILL_DEADLINE_MS) return 'stuck';
    for (const pid of strayed) {
      if (elapsed > graceMs) signalProcess(pid, 'SIGKILL');
      else if (!asked.has(pid)) signalProcess(pid, 'SIGTERM');
      asked.add(pid);
    }
    await delay(pauseMs);
  }
}

/** Processes outside of the group that carry its mark. Linux only: elsewhere nobody may look. */
function strayedFrom({ pid: group, mark }: Group): number[] {
  if (process.platform !== 'linux' || mark === undefined) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readIfThere(`/proc/${pid}/environ`)?.includes(`${GROUP_MARK}=${mark}`))
    .filter((pid) => {
      const stat = readStat(pid);
      return stat !== null && !stat.ended && stat.group !== group;
    });
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between two looks; the next look tells.
  }
}

/**
 * The leader ended and left children in its group. While the group has a member its number is not given away, but it
 * could have been given away before that; so on Linux the members have to carry our mark, and elsewhere they are left.
 */
function isLeaderlessGroupOfOurs({ pid, mark = '' }: ProcessIdentity): boolean {
  if (process.platform !== 'linux' || readStat(pid)?.ended === false) return false;
  return membersOf(pid).some(
    (member) => member.session === pid && readIfThere(`/proc/${member.pid}/environ`)?.includes(`${GROUP_MARK}=${mark}`),
  );
}

/** False when the group is gone. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // EPERM means that the group exists but holds a program that changed its user; it is not gone.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isGoneWithin(pid: number, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  for (let pauseMs = 2; isGroupAlive(pid); pauseMs = Math.min(pauseMs * 2, 50)) {
    if (performance.now() >= deadline) return false;
    await delay(pauseMs);
  }
  return true;
}

function isGroupAlive(pid: number): boolean {
  if (!signalGroup(pid, 0)) return false;
  // In a container whose first process reaps nothing, ended orphans stay in the group for ever; they do not count.
  return process.platform !== 'linux' || membersOf(pid).length > 0;
}

/** The processes of a group that have not ended. Linux only. */
export function membersOf(group: number): { readonly pid: number; readonly session: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== null)
    .filter((stat) => stat.group === group && !stat.ended);
}

/** Windows has no groups: `taskkill /T` follows the parent links, so a child whose parent ended is out of reach. */
function terminateTree(pid: number): Promise<KillResult> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, (error) => {
      // 128: there is no such process.
      resolve(error === null || error.code === 128 ? 'killed' : 'stuck');
    });
  });
}
