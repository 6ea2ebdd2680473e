import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { until } from './processes.ts';

/** Null where the program is installed; otherwise why nothing can be tested with it. */
export function whyNoNatsServer(): string | null {
  try {
    execFileSync('nats-server', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'nats-server is not installed (Debian: apt-get install nats-server)';
  }
}

export interface NatsServer {
  readonly url: string;
  stop(): Promise<void>;
  /** On the same port, with what its store holds. */
  start(): Promise<void>;
  /** Holds it as it is, with all connections open, until `resume`. No thread of it does anything more when it resolves. */
  pause(): Promise<void>;
  resume(): void;
}

/** A server with JetStream on a loopback port of its own, with its store in `folder`. `config` is added to its file. */
export async function startNatsServer(folder: string, config = ''): Promise<NatsServer> {
  const port = await freePort();
  const file = join(folder, 'nats.conf');
  writeFileSync(
    file,
    `listen: 127.0.0.1:${port}\njetstream { store_dir: ${JSON.stringify(join(folder, 'store'))} }\n${config}\n`,
  );
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const started = spawn('nats-server', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    server = started;
    let log = '';
    started.stderr.on('data', (text: Buffer) => (log = (log + text.toString()).slice(-10_000)));
    await until(
      () => {
        if (started.exitCode !== null) throw new Error(`nats-server has ended: ${log}`);
        return log.includes('Server is ready') && answers(port);
      },
      { what: 'nats-server is ready', deadlineMs: 20_000 },
    );
  }

  async function stop(): Promise<void> {
    const stopped = server;
    server = null;
    if (stopped === null || stopped.exitCode !== null) return;
    const exited = once(stopped, 'exit');
    stopped.kill('SIGCONT');
    // Versions before 2.10 have not written all that they acknowledged when they are killed outright.
    stopped.kill('SIGTERM');
    await exited;
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    start,
    stop,
    async pause() {
      const held = server;
      held?.kill('SIGSTOP');
      await until(() => held?.pid === undefined || isHeld(held.pid), { what: 'nats-server is held' });
    },
    resume: () => void server?.kill('SIGCONT'),
  };
}

function isHeld(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.every((thread) => /\) T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
