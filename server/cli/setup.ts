import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type PlannedFile, SetupAnswers, type SetupPlan } from '#schemas/protocol/setup.ts';
import { createSetup } from '../setup/setup.ts';
import { CliError } from './cli-error.ts';
import { printable, type CommandIo } from './io.ts';
import { lineDiff } from './line-diff.ts';

const MAX_ANSWERS = 1_048_576;

/** `clutch setup --plan-only|--write`: sets this machine up. Needs no server. 0 done or planned, 1 it cannot be. */
export function runSetup(args: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'plan-only': { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      answers: { type: 'string' },
      home: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values['plan-only'] === values.write) {
    throw new CliError('needs one of --plan-only, which shows every file, and --write, which writes them.');
  }
  const home = values.home === undefined ? {} : { home: path.resolve(io.cwd, values.home) };
  const answers = { ...readAnswers(values.answers, io.cwd), ...home };
  const setup = createSetup(process.env);
  const plan = setup.plan(answers);
  const isFine = plan.problems.length === 0;
  if (isFine && values.write) setup.write(answers, plan.seen);
  io.stdout.write(values.json ? `${JSON.stringify(plan, null, 2)}\n` : printable(inWords(plan, values.write)));
  return Promise.resolve(isFine ? 0 : 1);
}

function readAnswers(given: string | undefined, cwd: string): SetupAnswers {
  if (given === undefined) return {};
  const file = path.resolve(cwd, given);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (text.length > MAX_ANSWERS) throw new CliError(`${file} is larger than 1 MiB.`);
  try {
    return SetupAnswers.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? `\n${z.prettifyError(cause)}` : ` it is not JSON (${String(cause)}).`;
    throw new CliError(`${file} holds no answers:${why}`, { cause });
  }
}

function inWords({ folders, files, problems, next }: SetupPlan, written: boolean): string {
  if (problems.length > 0) {
    return `Nothing ${written ? 'was' : 'can be'} written:\n${problems.map(({ text }) => `  ${text}\n`).join('')}`;
  }
  const did = written ? 'Made' : 'Would make';
  const made = folders.map(({ path: folder, why }) => `${did} the folder ${folder}\n  ${why}\n`);
  const changed = files.map(
    (file) => `${written ? 'Wrote' : 'Would write'} ${file.path}\n  ${file.why}\n${diffOf(file)}`,
  );
  const nothing = made.length + changed.length === 0 ? ['Everything is set up like that already.\n'] : [];
  return [...made, ...changed, ...nothing, ...next.map((step) => `Next: ${step}\n`)].join('');
}

const diffOf = ({ path: file, before, after }: PlannedFile): string =>
  after === null ? '' : lineDiff(file, before, after);
