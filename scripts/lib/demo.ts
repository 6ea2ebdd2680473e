import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ServerStatusResult } from '#schemas/protocol/handshake.ts';
import { run } from './process.ts';
import { inRepository } from './repository.ts';
import { waitUntil } from './wait.ts';

/** A sample project and the CLUTCH that works on it. */
export interface Demo {
  readonly project: string;
  readonly home: string;
  /** Waits for a VS Code window on the project, for a while: whoever is late sees the run's history. */
  waitForWindow(): Promise<void>;
  /** Runs the plan and prints its progress and the completion report; resolves to the exit code. */
  run(): Promise<number>;
  stopServer(): Promise<void>;
}

const CLUTCH = inRepository('dist', 'clutch.mjs');
const WINDOW_DEADLINE_MS = 30_000;

export function createDemo(project: string, home: string): Demo {
  const env = { ...process.env, CLUTCH_HOME: home };
  const clutch = (...args: string[]) =>
    run(process.execPath, [CLUTCH, ...args], { cwd: project, env, timeoutMs: 30_000 });
  const hasWindow = async (): Promise<boolean> => {
    const { code, stdout } = await clutch('server', 'status', '--json');
    // The question itself is a client, too.
    return code === 0 && ServerStatusResult.parse(JSON.parse(stdout)).clients > 1;
  };
  return {
    project,
    home,
    async waitForWindow() {
      console.log(`The run starts when you have opened it, or in ${WINDOW_DEADLINE_MS / 1000} s.\n`);
      await waitUntil(hasWindow, { what: 'a window', timeoutMs: WINDOW_DEADLINE_MS }).catch(() => undefined);
    },
    async run() {
      const child = spawn(process.execPath, [CLUTCH, 'run', 'PRDs/PRD-waypoints.md', '--yes'], {
        cwd: project,
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [code] = await once(child, 'exit');
      return typeof code === 'number' ? code : 1;
    },
    async stopServer() {
      await clutch('server', 'stop');
    },
  };
}
