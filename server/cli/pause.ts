import { parseArgs } from 'node:util';
import { PauseRunMethod } from '#schemas/protocol/runs.ts';
import { connect } from './connect.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';
import { selectorOf } from './select.ts';

export async function runPause(args: string[], io: CommandIo): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const link = await connect();
  const view = await requestRun(link, PauseRunMethod, selectorOf(positionals[0], io.cwd));
  link.close();
  io.stdout.write(`Run ${view.id} is paused: what is under way may end. clutch resume ${view.id} goes on with it.\n`);
  return 0;
}
