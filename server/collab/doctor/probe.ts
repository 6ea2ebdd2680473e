import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { runOwnChecks } from '../../transports/file/class/own-checks.ts';
import { createRealVfs } from '../../transports/file/real-vfs.ts';
import type { ProbeFacts, ProbeLine } from './facts.ts';
import { ProbeLine as ProbeLineShape } from './facts.ts';

/** A probe that cannot be ended is left behind: it waits in a call that only the kernel can end. */
const LEAVE_AFTER_MS = 500;

/**
 * Runs the probe as a process of its own, because a call on a mount whose server is gone may never return. `command` is
 * the program with its first arguments; the folder is added. Never waits longer than `limitMs` for one step.
 */
export function probeFolder(command: readonly string[], folder: string, limitMs: number): Promise<ProbeFacts> {
  const [program = process.execPath, ...args] = command;
  const child = spawn(program, [...args, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let facts: ProbeFacts = { outcome: 'hangs', step: null, error: null, names: [], checks: null, freeBytes: null };
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)));
  return new Promise((resolve) => {
    const hangs = (): void => {
      child.kill('SIGKILL');
      setTimeout(finish, LEAVE_AFTER_MS);
    };
    let deadline = setTimeout(hangs, limitMs);
    const finish = (): void => {
      clearTimeout(deadline);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      child.unref();
      resolve(facts);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      facts = after(facts, ProbeLineShape.parse(JSON.parse(line)));
      clearTimeout(deadline);
      deadline = setTimeout(hangs, limitMs);
    });
    child.once('error', (error) => {
      facts = { ...facts, outcome: 'failed', error: { code: 'spawn', text: error.message } };
      finish();
    });
    child.once('close', (code) => {
      const wasKilled = code === null;
      if (facts.outcome === 'hangs' && !wasKilled) {
        facts = { ...facts, outcome: 'failed', error: { code: 'probe', text: complaint } };
      }
      finish();
    });
  });
}

function after(facts: ProbeFacts, line: ProbeLine): ProbeFacts {
  switch (line.say) {
    case 'begin':
      return { ...facts, step: line.step };
    case 'names':
      return { ...facts, names: line.names };
    case 'checks':
      return { ...facts, checks: line.checks };
    case 'free':
      return { ...facts, freeBytes: line.bytes };
    case 'failed':
      return { ...facts, outcome: 'failed', error: { code: line.code, text: line.text } };
    case 'done':
      return { ...facts, outcome: 'done', step: null };
  }
}

/** The probe itself. Says each step before it makes it, and leaves the folder as it was. */
export function runProbe(folder: string, say: (line: ProbeLine) => void): void {
  const vfs = createRealVfs(folder);
  const scratch = `clutch-doctor-${randomBytes(6).toString('hex')}`;
  try {
    say({ say: 'begin', step: 'list' });
    say({ say: 'names', names: vfs.readdir('').slice(0, 10_000) });
    say({ say: 'begin', step: 'make a folder' });
    vfs.mkdir(scratch);
    try {
      say({ say: 'begin', step: 'try what the folder can do' });
      say({ say: 'checks', checks: runOwnChecks(vfs, scratch) });
    } finally {
      say({ say: 'begin', step: 'clean up' });
      vfs.rmdir(scratch);
    }
    say({ say: 'begin', step: 'free space' });
    say({ say: 'free', bytes: vfs.freeSpace() });
    say({ say: 'done' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    say({ say: 'failed', code, text: error instanceof Error ? error.message : String(error) });
  }
}
