import { join } from 'node:path';
import type { AgentMission, AgentRuntime } from '../../engine/ports.ts';
import { type AgentTimes, usualTimes } from '../process/run-agent-process.ts';
import type { ToolState } from './tool-calls.ts';

/** Where agents differ, as data. Measured with the versions in docs/agents-tested.md. */
export interface AcpQuirks extends AgentTimes {
  /** What stands behind its arguments, so that it asks before it acts and uses the tools that it is given. */
  readonly args: readonly string[];
  /** The same in its environment. Only a person's settings for the agent go before. */
  env(mission: Pick<AgentMission, 'cwd'>): Readonly<Record<string, string>>;
  /** The same in what a session is opened with: what stands beside CLUTCH's own words in its `_meta`. */
  meta(mission: Pick<AgentMission, 'cwd'>): Readonly<Record<string, unknown>>;
  /** The session mode in which it asks before it acts; without that mode it is not used. Null: it has no modes. */
  readonly mode: string | null;
  /** What becomes of its turn when a permission is rejected. */
  readonly rejected: 'goes-on' | 'ends-cancelled' | 'ends-turn';
  /** The title of a command that it wants to run is the command itself, word for word, and it says it nowhere else. */
  readonly titleIsCommand: boolean;
  /**
   * Where it tells the tokens of a turn: in the field `usage` of the protocol, or in its own `quota`, which counts what it
   * asked for beside the turn (a title) as well. `untold`: what it tells are not the tokens of the turn.
   */
  readonly tokens: 'usage' | 'quota' | 'untold';
  readonly resumes: AgentRuntime['resumes'];
  /** Whether this is a call of a tool of the server that CLUTCH gave it under this name. */
  callsTool(tool: ToolState, server: string): boolean;
}

/** An agent of which nothing is known but that it speaks the protocol. */
export const usualQuirks: AcpQuirks = {
  ...usualTimes,
  args: [],
  env: () => ({}),
  meta: () => ({}),
  mode: null,
  rejected: 'goes-on',
  titleIsCommand: false,
  tokens: 'usage',
  resumes: 'afresh',
  callsTool: () => false,
};

/*
 * What a project holds for an agent (hooks, tool servers, permissions) would be started or obeyed without anybody having
 * agreed to it, and an agent at work could write it there for the next. So it is left out, except for its instructions.
 */

const gemini: AcpQuirks = {
  ...usualQuirks,
  // In a folder that it does not trust it starts no tool server at all. This trusts the folder, but comes after the
  // project's settings were left out as untrusted; the variable GEMINI_CLI_TRUST_WORKSPACE would let them in.
  args: ['--skip-trust'],
  mode: 'default',
  titleIsCommand: true,
  tokens: 'quota',
  // It could load a session, but within the minute in which that began it overwrites the session's file instead.
  resumes: 'afresh',
  callsTool: ({ title, kind }, server) => kind === 'other' && title.endsWith(` (${server} MCP Server)`),
};

/** Nothing keeps it from starting the plugins in the project's `.opencode/plugin`. */
const opencode: AcpQuirks = {
  ...usualQuirks,
  env: ({ cwd }) => ({
    // It asks for nothing unless it is told to.
    OPENCODE_PERMISSION: JSON.stringify({ edit: 'ask', bash: 'ask', webfetch: 'ask', external_directory: 'ask' }),
    OPENCODE_DISABLE_PROJECT_CONFIG: 'true',
    // The project's instructions are left out with its settings, unless they are named.
    OPENCODE_CONFIG_CONTENT: JSON.stringify({ instructions: [join(cwd, 'AGENTS.md'), join(cwd, 'CLAUDE.md')] }),
    OPENCODE_DISABLE_AUTOUPDATE: 'true',
  }),
  rejected: 'ends-turn',
  // The tokens of the last request of the turn.
  tokens: 'untold',
  resumes: 'session',
  callsTool: ({ title, kind }, server) => kind === 'other' && title.startsWith(`${server}_`),
};

const claudeAcp: AcpQuirks = {
  ...usualQuirks,
  // With the folder named below, this is how CLAUDE.md is read without the project's settings.
  env: () => ({ CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1' }),
  meta: ({ cwd }) => ({
    claudeCode: {
      options: {
        settingSources: ['user'],
        strictMcpConfig: true,
        additionalDirectories: [cwd],
        // Asked about even where the person's own settings allow it everywhere: the run's policy decides, not they.
        settings: { permissions: { ask: ['Bash', 'Write', 'Edit', 'NotebookEdit', 'WebFetch', 'WebSearch'] } },
        // A request after each turn, for what a person might say next.
        promptSuggestions: false,
      },
    },
  }),
  mode: 'default',
  tokens: 'quota',
  resumes: 'session',
  callsTool: ({ title, kind }, server) => kind === 'other' && title.startsWith(`mcp__${server}__`),
};

/** It trusts every folder that it is started in, so the tool servers that the project holds for it are started. */
const codexAcp: AcpQuirks = {
  ...usualQuirks,
  // It leaves 2 seconds after its input ended.
  leaveMs: 4_000,
  // Its usual mode, `agent`, lets a model decide instead of asking.
  mode: 'read-only',
  rejected: 'ends-cancelled',
  resumes: 'session',
  callsTool: ({ input }, server) => input?.command === null && input.server === server,
};

const known: Readonly<Record<string, AcpQuirks>> = { gemini, opencode, 'claude-acp': claudeAcp, 'codex-acp': codexAcp };

/** By the name under which CLUTCH knows the agent. */
export function quirksOf(agent: string): AcpQuirks {
  return known[agent] ?? usualQuirks;
}
