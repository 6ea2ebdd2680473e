import { parseArgs } from 'node:util';
import { AnswerQuestionMethod } from '#schemas/protocol/runs.ts';
import { CliError } from './cli-error.ts';
import { connect } from './connect.ts';
import { requestRun } from './finish.ts';
import type { CommandIo } from './io.ts';

export async function runAnswer(args: string[], io: CommandIo): Promise<number> {
  const [run, question, option, ...rest] = parseArgs({ args, allowPositionals: true }).positionals;
  if (!run || !question || !option || rest.length > 0) {
    throw new CliError('needs exactly a run, a question and an option; clutch status shows them.');
  }
  const link = await connect();
  await requestRun(link, AnswerQuestionMethod, { run, question, option });
  link.close();
  io.stdout.write(`Answered ${option}.\n`);
  return 0;
}
