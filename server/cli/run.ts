import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartRunMethod, type StartRunParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import { CliError } from './cli-error.ts';
import { connect, ServerGone, type ServerLink } from './connect.ts';
import { finish, requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

export async function runPlan(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string' },
      playbook: { type: 'string' },
      json: { type: 'boolean', default: false },
      detach: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 3) throw new CliError(`too many arguments: ${positionals.slice(3).join(' ')}`);
  const [first, second, third] = positionals;
  const { target, start, end } = readTarget([first, second, third], io.cwd);
  const params: StartRunParams = {
    target,
    start,
    end,
    runtime: values.runtime ?? null,
    playbook: values.playbook === undefined ? null : path.resolve(io.cwd, values.playbook),
  };
  const { link, view } = await startSurely(params);
  return finish(view, link, io, values);
}

const MAX_TRIES = 5;

/** A server that dies before it has answered is asked again: the key keeps it from starting a second run. */
async function startSurely(params: StartRunParams): Promise<{ link: ServerLink; view: RunView }> {
  const key = randomUUID();
  for (let tries = 1; ; tries += 1) {
    const link = await connect();
    try {
      return { link, view: await requestRun(link, StartRunMethod, { ...params, key }) };
    } catch (error) {
      if (!(error instanceof ServerGone) || tries === MAX_TRIES) throw error;
    }
  }
}

/** A first argument that is only a phase number means: this project, from that phase. */
function readTarget(args: (string | undefined)[], cwd: string): Pick<StartRunParams, 'target' | 'start' | 'end'> {
  const [first, second, third] = args;
  const isPhase = first !== undefined && /^\d+(\.\d+|[a-z])?$/i.test(first);
  if (isPhase && third === undefined) return { target: cwd, start: first, end: second ?? null };
  return { target: path.resolve(cwd, first ?? '.'), start: second ?? null, end: third ?? null };
}
