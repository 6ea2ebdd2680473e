import { parseArgs } from 'node:util';
import { ResumeRunMethod } from '#schemas/protocol/runs.ts';
import { connect } from './connect.ts';
import { finish, requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';
import { selectorOf } from './select.ts';

export async function runResume(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, detach: { type: 'boolean', default: false } },
  });
  const link = await connect();
  const view = await requestRun(link, ResumeRunMethod, selectorOf(positionals[0], io.cwd));
  return finish(view, link, io, values);
}
