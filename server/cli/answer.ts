import { parseArgs } from 'node:util';
import { AnswerSignalMethod } from '#schemas/protocol/runs.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

export async function runAnswer(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { text: { type: 'string' } } });
  const [run, signal, option, ...rest] = positionals;
  if (!run || !signal || !option || rest.length > 0) {
    throw new CliError('needs exactly a run, a signal and an option; clutch signals shows them.');
  }
  const link = await connect();
  await requestRun(link, AnswerSignalMethod, { run, signal, option, text: values.text ?? null });
  link.close();
  io.stdout.write(`Answered ${option}.\n`);
  return 0;
}
