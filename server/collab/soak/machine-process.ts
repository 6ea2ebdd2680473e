import { spawn, type ChildProcess } from 'node:child_process';
import { SoakProgress, type SoakOrder } from './machine-messages.ts';

/** One machine of a soak as a process that is killed and started again. */
export interface MachineProcess {
  readonly id: string;
  /** What it has said last in this life; null: nothing yet. */
  progress(): SoakProgress | null;
  order(order: SoakOrder): void;
  start(): void;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself; it is killed after the limit. */
  ended(limitMs: number): Promise<void>;
  /** How it went down without being killed, in its own words; null: it never did. */
  fault(): string | null;
}

/** `command` is the program with its first arguments; the file of its configuration is added. */
export function createMachineProcess(id: string, command: readonly string[], configFile: string): MachineProcess {
  const [program = process.execPath, ...args] = command;
  let child: ChildProcess | null = null;
  let gone = Promise.resolve();
  let progress: SoakProgress | null = null;
  let fault: string | null = null;
  return {
    id,
    progress: () => progress,
    order: (order) => void child?.send(order, () => undefined),
    start() {
      progress = null;
      const started = spawn(program, [...args, configFile], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      child = started;
      let complaint = '';
      started.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4_000)));
      started.on('message', (message) => (progress = SoakProgress.parse(message)));
      gone = new Promise((resolve) => {
        const leave = (how: string | null): void => {
          if (how !== null) fault ??= `${id} ${how}. ${complaint}`.trim();
          if (child === started) child = null;
          resolve();
        };
        started.once('error', (error) => leave(`could not be started: ${error.message}`));
        started.once('close', (code, signal) => {
          leave(code === 0 || signal === 'SIGKILL' ? null : `ended with ${code ?? signal ?? 'nothing'}`);
        });
      });
    },
    kill() {
      child?.kill('SIGKILL');
      return gone;
    },
    async ended(limitMs) {
      const limit = setTimeout(() => {
        fault ??= `${id} did not end within ${limitMs} ms.`;
        child?.kill('SIGKILL');
      }, limitMs);
      await gone;
      clearTimeout(limit);
    },
    fault: () => fault,
  };
}
