import os from 'node:os';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerStatusMethod, ServerStatusResult, ShutdownServerMethod } from '#schemas/protocol/handshake.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { CliError } from './cli-error.ts';
import { attach, connect, type ServerLink } from './connect.ts';
import type { CommandIo } from './io.ts';

const STOP_DEADLINE_MS = 15_000;

export async function runServer(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [verb] = positionals;
  if (verb === 'start') return status(await connect(), io, values.json);
  if (verb !== 'stop' && verb !== 'status') throw new CliError('needs one of start, stop or status.');
  const link = await attach(clutchHome(process.env, process.platform, os.homedir()));
  if (!link) {
    io.stdout.write(values.json ? 'null\n' : 'No server runs.\n');
    return verb === 'stop' ? 0 : 1;
  }
  return verb === 'stop' ? stop(link, io) : status(link, io, values.json);
}

async function status(link: ServerLink, io: CommandIo, json: boolean): Promise<number> {
  const result = ServerStatusResult.parse(await link.request(ServerStatusMethod));
  link.close();
  if (json) {
    io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return 0;
  }
  const { version, pid, address, clients, activeRuns, rssBytes, logFile } = result;
  const megabytes = Math.round(rssBytes / 1_048_576);
  io.stdout.write(
    `CLUTCH ${version}, pid ${pid}, ${clients - 1} other clients, ${activeRuns} active runs, ${megabytes} MiB\n`,
  );
  io.stdout.write(`socket ${address}\nlog    ${logFile}\n`);
  return 0;
}

async function stop(link: ServerLink, io: CommandIo): Promise<number> {
  const { pid, activeRuns } = link.hello;
  // It may be gone before its answer has been sent; both mean that it obeyed.
  await Promise.race([link.request(ShutdownServerMethod, { ifIdle: false }), link.closed]);
  await link.closed;
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new CliError(`the server (pid ${pid}) does not leave. End that process.`);
    await delay(20);
  }
  const kept = activeRuns > 0 ? ` ${activeRuns} active run(s) go on when it starts again.` : '';
  io.stdout.write(`The server (pid ${pid}) has left.${kept}\n`);
  return 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
