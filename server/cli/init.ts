import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { DiscoveryAnswers } from '#schemas/discovery.ts';
import type { WriteDiscoveryResult } from '#schemas/protocol/discovery.ts';
import { questionWords } from '#schemas/discovery-words.ts';
import { acceptProposals, missingAnswers } from '../language/discovery/questions.ts';
import { DiscoveryError, openDiscovery, type Discovery } from '../plans/discovery.ts';
import { findProjectRoot } from '../plans/project.ts';
import { CliError } from './cli-error.ts';
import { askQuestions } from './init-ask.ts';
import { OPTION_OF, readInitOptions, type InitOptions } from './init-options.ts';
import { printable } from './io.ts';
import type { CommandIo } from './io.ts';
import { terminalPrompt, type Prompt } from './terminal-prompt.ts';

/**
 * `clutch init`: from an idea to a PRD and a project that is set up. Needs no server. 0 written (or planned), 1 when the
 * person left, and nothing was written.
 */
export async function runInit(args: string[], io: CommandIo, openPrompt = terminalPrompt): Promise<number> {
  const options = readInitOptions(args);
  const prompt = options.json || options.acceptProposals ? null : openPrompt();
  try {
    return await init(options, io, prompt);
  } catch (error) {
    throw error instanceof DiscoveryError ? new CliError(error.message, { cause: error }) : error;
  } finally {
    prompt?.close();
  }
}

async function init(options: InitOptions, io: CommandIo, prompt: Prompt | null): Promise<number> {
  const { name, profile, planOnly, json } = options;
  const discovery = await openDiscovery(folderOf(options.folder, io.cwd));
  const answers = await answersOf(options, discovery, io, prompt);
  if (answers === null) return leave(io);
  const request = { answers, profile, name };
  const planned = discovery.write({ ...request, planOnly: true });
  const say = (text: string): void => void (json || io.stdout.write(`${printable(text)}\n`));
  say(`${planOnly ? 'Would write' : 'To be written'} in ${planned.root}:\n${listing(planned)}`);
  if (!planOnly && prompt) {
    const agreed = await prompt.ask('\nWrite these files? [Y/n] ');
    if (agreed === null || /^\s*n/i.test(agreed)) return leave(io);
  }
  const result = planOnly ? planned : discovery.write({ ...request, planOnly: false });
  if (json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else if (!planOnly) say(`\nDone. Next:\n\n${nextCommands(result, io.cwd)}`);
  return 0;
}

/** Null when the person left. */
async function answersOf(
  { answers, acceptProposals: accept }: InitOptions,
  discovery: Discovery,
  io: CommandIo,
  prompt: Prompt | null,
): Promise<DiscoveryAnswers | null> {
  if (prompt) return askQuestions(discovery, answers, io, prompt);
  const filled = accept ? acceptProposals(answers, discovery.facts) : answers;
  const missing = missingAnswers(filled);
  if (missing.length === 0) return filled;
  const list = missing.map((id) => `${OPTION_OF[id]} (“${questionWords(id).title}”)`).join(', ');
  const way = accept ? 'and nothing here suggests an answer' : 'or take what is proposed with --accept-proposals';
  throw new CliError(`nobody is here to be asked, so these must be given: ${list}; ${way}`);
}

/** Without a folder the project that the person stands in. */
function folderOf(folder: string | undefined, cwd: string): string {
  if (folder !== undefined) return path.resolve(cwd, folder);
  return findProjectRoot(realpathSync(cwd)) ?? cwd;
}

function leave({ stderr }: CommandIo): number {
  stderr.write('\nNothing was written.\n');
  return 1;
}

function listing({ files, kept }: WriteDiscoveryResult): string {
  const width = Math.max(...files.map((file) => file.path.length));
  return [
    ...files.map((file) => `  ${file.path.padEnd(width)}  ${file.why}`),
    ...kept.map((file) => `  ${file.padEnd(width)}  is there already, and stays as it is`),
  ].join('\n');
}

function nextCommands({ root, prd, git }: WriteDiscoveryResult, cwd: string): string {
  const here = realpathSync(cwd) === root;
  return [
    ...(here ? [] : [`cd ${quoted(root)}`]),
    ...(git ? [] : ['git init']),
    'git add --all && git commit -m "docs: plan"',
    `clutch check ${quoted(prd)}`,
    `clutch run ${quoted(prd)}`,
    '',
    `A run takes each phase from its PRP: ${prpOf(prd)}, with PRPs/templates/prp_base.md as its pattern.`,
  ]
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}

const prpOf = (prd: string): string => `PRPs/PRP-${path.posix.basename(prd, '.md')}-phase-1.md`;

/** For a shell, where a path holds more than plain characters. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
