import path from 'node:path';
import { parseArgs } from 'node:util';
import { StartRunMethod, type StartRunParams } from '#schemas/protocol/runs.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
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
  const link = await connect();
  const view = await requestRun(link, StartRunMethod, params);
  return finish(view, link, io, values);
}

/** A first argument that is only a phase number means: this project, from that phase. */
function readTarget(args: (string | undefined)[], cwd: string): Pick<StartRunParams, 'target' | 'start' | 'end'> {
  const [first, second, third] = args;
  const isPhase = first !== undefined && /^\d+(\.\d+|[a-z])?$/i.test(first);
  if (isPhase && third === undefined) return { target: cwd, start: first, end: second ?? null };
  return { target: path.resolve(cwd, first ?? '.'), start: second ?? null, end: third ?? null };
}
