import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunView } from '#schemas/run/run.ts';
import { createConnection } from 'node:net';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { HelloMethod, PROTOCOL_VERSION, ServerInfo } from '#schemas/protocol/handshake.ts';
import { ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
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
  /** `run` and `resume` get `--yes`, unless it was created with `consents: false`. */
  run(cwd: string, ...args: string[]): Promise<CommandResult>;
  /** Starts a command and leaves it running. */
  start(cwd: string, ...args: string[]): ChildProcess;
  /** The runs of the project in `cwd`, newest first: from the server where one runs, else as `clutch status` says. */
  runs(cwd: string): Promise<RunView[]>;
  serverPid(): number | null;
  /** Ends the server as a power cut would, and waits until it is gone. */
  killServer(): Promise<void>;
  dispose(): Promise<void>;
}

export function createClutch(
  home: string,
  environment: NodeJS.ProcessEnv = {},
  { consents = true }: { readonly consents?: boolean } = {},
): Clutch {
  const env = { ...process.env, CLUTCH_HOME: home, ...environment };
  const children = new Set<ChildProcess>();
  const start = (cwd: string, ...args: string[]): ChildProcess => {
    const yes = consents && (args[0] === 'run' || args[0] === 'resume') ? ['--yes'] : [];
    const child = spawn(process.execPath, [CLUTCH, ...args, ...yes], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const run = (cwd: string, ...args: string[]): Promise<CommandResult> => collect(start(cwd, ...args));
  const serverInfo = (): ServerInfo | null => {
    const file = path.join(home, 'server.json');
    return existsSync(file) ? ServerInfo.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
  };
  const serverPid = (): number | null => serverInfo()?.pid ?? null;
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
      const info = serverInfo();
      const known = info && isRunning(info.pid) ? await listRuns(info, cwd) : null;
      if (known) return known;
      const { stdout } = await run(cwd, 'status', '--json');
      return ListRunsResult.parse(JSON.parse(stdout).runs);
    },
    killServer: () => end('SIGKILL'),
    async dispose() {
      // A command that follows a run would start the server again.
      for (const child of children) child.kill('SIGKILL');
      await end('SIGTERM');
    },
  };
}

/** Scenarios look often: a command for each look would be most of what the machine does. Null where nobody answers. */
function listRuns({ address }: ServerInfo, project: string): Promise<RunView[] | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    const reader = new SocketMessageReader(socket);
    // Otherwise a message of which only a part had come when we left keeps this process alive for ever.
    reader.partialMessageTimeout = 0;
    const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
    const end = (runs: RunView[] | null): void => {
      resolve(runs);
      connection.dispose();
      socket.destroy();
    };
    socket.once('error', () => end(null));
    connection.onError(() => end(null));
    connection.onClose(() => end(null));
    socket.once('connect', () => {
      connection.listen();
      const hello = { client: 'cli', version: 'test', protocol: PROTOCOL_VERSION };
      connection
        .sendRequest(HelloMethod, hello)
        .then(() => connection.sendRequest(ListRunsMethod, { project }))
        .then(
          (runs) => end(ListRunsResult.parse(runs)),
          () => end(null),
        );
    });
  });
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
