/** Runs a script of ours where nothing but loopback can be reached, where the machine allows that. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { startGroup } from './process.ts';

const MARK = 'CLUTCH_SANDBOX';

/** True in a process that {@link inSandbox} started. Loopback is up then. */
export function isSandboxed(): boolean {
  return process.env[MARK] === '1';
}

/**
 * Starts the script that runs now once more, with the same arguments, in a network of its own. Resolves to its exit
 * code; null where the machine has no such network for us.
 */
export async function inSandbox(): Promise<number | null> {
  const unshare = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];
  // A new network has a loopback that is down; only a machine that can bring it up is of use.
  const usable = spawnSync('unshare', [...unshare, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' }).status === 0;
  if (!usable) return null;
  const [, script = '', ...args] = process.argv;
  const child = startGroup('unshare', [...unshare, process.execPath, script, ...args], {
    env: { ...process.env, [MARK]: '1' },
    stdio: 'inherit',
  });
  await once(child, 'exit');
  return child.exitCode ?? 1;
}

/** To be called first in a sandboxed process. */
export function bringUpLoopback(): void {
  const { status, stderr } = spawnSync('ip', ['link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Loopback could not be brought up in the sandbox: ${stderr}`);
}
