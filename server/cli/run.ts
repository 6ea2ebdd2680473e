import path from 'node:path';
import { parseArgs } from 'node:util';
import { CliError } from './cli-error.ts';
import { finish } from './finish.ts';
import type { CommandIo } from './io.ts';
import { startSurely } from './start.ts';
import { readTarget } from './target.ts';

export async function runPlan(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string' },
      model: { type: 'string' },
      playbook: { type: 'string' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      detach: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 3) throw new CliError(`too many arguments: ${positionals.slice(3).join(' ')}`);
  const params = {
    ...readTarget(positionals, io.cwd),
    runtime: values.runtime ?? null,
    model: values.model,
    playbook: values.playbook === undefined ? null : path.resolve(io.cwd, values.playbook),
  };
  const { link, view } = await startSurely(params, io, values.yes);
  return finish(view, link, io, values);
}
