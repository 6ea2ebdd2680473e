import type { AgentRuntime } from '../../engine/ports.ts';
import { type AgentTimes, usualTimes } from '../process/run-agent-process.ts';
import type { ToolState } from './tool-calls.ts';

/** Where agents differ, as data. Measured with the versions in docs/agents-tested.md. */
export interface AcpQuirks extends AgentTimes {
  /** What makes it ask before it acts, and use the tools it is given. Only a person's settings for the agent go before. */
  readonly env: Readonly<Record<string, string>>;
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
  env: {},
  mode: null,
  rejected: 'goes-on',
  titleIsCommand: false,
  tokens: 'usage',
  resumes: 'afresh',
  callsTool: () => false,
};

const gemini: AcpQuirks = {
  ...usualQuirks,
  // In a folder that it does not trust it starts no tool server. CLUTCH starts nothing before a person trusts the project.
  env: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
  mode: 'default',
  titleIsCommand: true,
  tokens: 'quota',
  // It can load a session, but within the minute in which that began it overwrites the session's file instead.
  callsTool: ({ title, kind }, server) => kind === 'other' && title.endsWith(` (${server} MCP Server)`),
};

const opencode: AcpQuirks = {
  ...usualQuirks,
  // It asks for nothing unless it is told to.
  env: {
    OPENCODE_PERMISSION: JSON.stringify({ edit: 'ask', bash: 'ask', webfetch: 'ask', external_directory: 'ask' }),
    OPENCODE_DISABLE_AUTOUPDATE: 'true',
  },
  rejected: 'ends-turn',
  // The tokens of the last request of the turn.
  tokens: 'untold',
  resumes: 'session',
  callsTool: ({ title, kind }, server) => kind === 'other' && title.startsWith(`${server}_`),
};

const claudeAcp: AcpQuirks = {
  ...usualQuirks,
  // A request after each turn, for what a person might say next.
  env: { CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false' },
  mode: 'default',
  tokens: 'quota',
  resumes: 'session',
  callsTool: ({ title, kind }, server) => kind === 'other' && title.startsWith(`mcp__${server}__`),
};

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
