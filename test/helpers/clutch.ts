import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { ListRunsResult } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import { isRunning, until } from './processes.ts';

const CLUTCH = path.resolve(import.meta.dirname, '../../dist/clutch.mjs');

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built `clutch` with a home of its own: real processes, a real server, nothing of the person's. */
export interface Clutch {
  readonly home: string;
  run(cwd: string, ...args: string[]): Promise<CommandResult>;
  /** Starts a command and leaves it running. */
  start(cwd: string, ...args: string[]): ChildProcess;
  runs(cwd: string): Promise<RunView[]>;
  serverPid(): number | null;
  /** Ends the server as a power cut would, and waits until it is gone. */
  killServer(): Promise<void>;
  dispose(): Promise<void>;
}

export function createClutch(home: string, environment: NodeJS.ProcessEnv = {}): Clutch {
  const env = { ...process.env, CLUTCH_HOME: home, ...environment };
  const start = (cwd: string, ...args: string[]): ChildProcess =>
    spawn(process.execPath, [CLUTCH, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = (cwd: string, ...args: string[]): Promise<CommandResult> => collect(start(cwd, ...args));
  const serverPid = (): number | null => {
    const file = path.join(home, 'server.json');
    return existsSync(file) ? ServerInfo.parse(JSON.parse(readFileSync(file, 'utf8'))).pid : null;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const pid = serverPid();
    if (pid === null || !isRunning(pid)) return;
    process.kill(pid, signal);
    await until(() => !isRunning(pid), { what: `the server ${pid} is gone` });
  };
  return {
    home,
    run,
    start,
    serverPid,
    async runs(cwd) {
      const { stdout } = await run(cwd, 'status', '--json');
      return ListRunsResult.parse(JSON.parse(stdout).runs);
    },
    killServer: () => end('SIGKILL'),
    dispose: () => end('SIGTERM'),
  };
}

export function collect(child: ChildProcess): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes `CLUTCH_HOME/config.json`. */
export function configureMachine(home: string, config: object): void {
  writeFileSync(path.join(home, 'config.json'), JSON.stringify(config));
}
