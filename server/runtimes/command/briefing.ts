import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentError, type AgentMission } from '../../engine/ports.ts';
import type { AgentCommand } from '../process/run-agent-process.ts';

/** A program with the prompt in place, wherever it wants it. */
export interface Briefing extends AgentCommand {
  /** Null when an argument holds the prompt, or says where it is. */
  readonly stdin: string | null;
  /** Removes the file that the prompt was written to, if there is one. */
  discard(): Promise<void>;
}

const PLACEHOLDER = /\{(prompt|prompt-file|model|cwd)\}/g;
type Placeholder = 'prompt' | 'prompt-file' | 'model' | 'cwd';

/** One argument of Linux holds 128 KiB, the whole command line of Windows 32 Ki characters. */
const MAX_PROMPT_ARGUMENT = process.platform === 'win32' ? 24_000 : 120_000;

/**
 * Puts the mission into the arguments: `{prompt}` is the prompt itself, `{prompt-file}` the absolute path of a file that
 * holds it, `{model}` the model and `{cwd}` the worktree. No shell reads them, so a value never becomes more than a part
 * of its own argument, and what it holds is not replaced again. Without `{prompt}` and `{prompt-file}` the prompt is for
 * standard input.
 *
 * A script finds CLUTCH's tools in its environment: `CLUTCH_MCP_COMMAND` is a JSON array of a program and its arguments
 * that speaks the Model Context Protocol on its standard input and output; the variables that it needs are set, too.
 */
export async function briefingOf(
  name: string,
  { program, args, env }: AgentCommand,
  mission: AgentMission,
): Promise<Briefing> {
  const wanted = new Set(args.flatMap((arg) => [...arg.matchAll(PLACEHOLDER)].map(([, which]) => which)));
  const { prompt, model, cwd, tools } = mission;
  if (wanted.has('model') && model === null) {
    throw notStartable(name, 'its arguments hold {model}, and no model is set. Set `model` for it, or leave it out');
  }
  if (wanted.has('prompt') && Buffer.byteLength(prompt) > MAX_PROMPT_ARGUMENT) {
    throw notStartable(
      name,
      'the prompt is too long for an argument. Use {prompt-file}, or take it from standard input',
    );
  }
  const file = wanted.has('prompt-file') ? await writePrompt(prompt) : null;
  const values: Record<Placeholder, string> = { prompt, 'prompt-file': file?.path ?? '', model: model ?? '', cwd };
  const offer = tools && { ...tools.env, CLUTCH_MCP_COMMAND: JSON.stringify([tools.program, ...tools.args]) };
  return {
    program,
    args: args.map((arg) => arg.replace(PLACEHOLDER, (_, which: Placeholder) => values[which])),
    env: { ...env, ...offer },
    stdin: wanted.has('prompt') || file !== null ? null : prompt,
    discard: async () => file?.remove(),
  };
}

/** Outside of the worktree, where it would look like work of the agent; nobody else can read it. */
async function writePrompt(prompt: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clutch-prompt-'));
  const path = join(folder, 'prompt.md');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(path, prompt, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}

function notStartable(name: string, why: string): AgentError {
  return new AgentError('not-startable', `The agent ${name} could not be started: ${why}.`);
}
