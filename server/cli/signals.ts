import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AnswerSignalMethod, ListRunsMethod, ListRunsResult } from '#schemas/protocol/runs.ts';
import { findProjectRoot } from '../plans/project.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { describeSignal } from './describe-signal.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

/** `clutch signals [list]` and `clutch signals respond RUN SIGNAL OPTION`. */
export function runSignals([verb = 'list', ...rest]: string[], io: CommandIo): Promise<number> {
  if (verb === 'respond') return respond(rest, io);
  return list(verb === 'list' ? rest : [verb, ...rest], io);
}

/** What the runs of this project ask a person, or of all projects where one stands in none. */
async function list(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
  const link = await connect();
  const project = findProjectRoot(realpathSync(io.cwd));
  const runs = ListRunsResult.parse(await link.request(ListRunsMethod, { project }));
  link.close();
  const signals = runs.flatMap((run) => run.signals.map((signal) => ({ run: run.id, prd: run.prd, ...signal })));
  if (values.json) io.stdout.write(`${JSON.stringify(signals, null, 2)}\n`);
  else if (signals.length === 0) io.stdout.write('Nothing needs you.\n');
  else for (const signal of signals) io.stdout.write(`${describeSignal(signal.run, signal)}\n`);
  return 0;
}

async function respond(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { text: { type: 'string' } } });
  const [run, signal, option, ...rest] = positionals;
  if (!run || !signal || !option || rest.length > 0) {
    throw new CliError('respond needs exactly a run, a signal and an option; clutch signals list shows them.');
  }
  const link = await connect();
  await requestRun(link, AnswerSignalMethod, { run, signal, option, text: values.text ?? null });
  link.close();
  io.stdout.write(`Answered ${option}.\n`);
  return 0;
}
