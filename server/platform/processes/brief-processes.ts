import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { type ProcessGroup, spawnGroup } from './spawn-group.ts';

export interface BriefCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** Programs that are started to be asked one thing: each alone in an empty folder that goes with it. */
export interface BriefProcesses {
  /**
   * Resolves to what `ask` makes of the running program; null when the time was over, and when all of this was closed.
   * No process of its group is left by then. Rejects with a `ProcessError` where it could not be started.
   */
  run<Result>(
    command: BriefCommand,
    timeoutMs: number,
    ask: (group: ProcessGroup) => Promise<Result>,
  ): Promise<Result | null>;
  /** Ends those that run, and waits until they are gone. */
  close(): Promise<void>;
}

export interface BriefProcessesDeps {
  /** Most that run at the same time; the others wait. */
  readonly atOnce: number;
  onStarted(process: ProcessIdentity): void;
  onEnded(process: ProcessIdentity): void;
}

/** Between SIGTERM and SIGKILL. */
const LEAVE_MS = 500;

export function createBriefProcesses({ atOnce, onStarted, onEnded }: BriefProcessesDeps): BriefProcesses {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const waiting: (() => void)[] = [];
  const perform = async <Result>(
    { program, args, env }: BriefCommand,
    timeoutMs: number,
    ask: (group: ProcessGroup) => Promise<Result>,
  ): Promise<Result | null> => {
    if (closing.signal.aborted) return null;
    const cwd = await mkdtemp(path.join(tmpdir(), 'clutch-ask-'));
    try {
      const group = await spawnGroup({ program, args, cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
      onStarted(group.identity);
      try {
        return await Promise.race([
          ask(group),
          over(AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])),
        ]);
      } finally {
        await group.kill(LEAVE_MS);
        for (const stream of [group.child.stdin, group.child.stdout, group.child.stderr]) stream?.destroy();
        onEnded(group.identity);
      }
    } finally {
      await rm(cwd, { recursive: true, force: true, maxRetries: 3 });
    }
  };
  return {
    async run(command, timeoutMs, ask) {
      while (running.size >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      const run = perform(command, timeoutMs, ask);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
        waiting.shift()?.();
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

function over(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
