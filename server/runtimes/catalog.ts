import type { AgentKind, AgentSettings } from '#schemas/agents.ts';

export interface AgentPackage {
  readonly package: string;
  readonly version: string;
  /** Whether npx can start it from there; not where a person has to keep it running. */
  readonly npx: boolean;
}

/** `name@version`, as npm takes it. */
export const packageOf = ({ package: name, version }: AgentPackage): string => `${name}@${version}`;

/** What CLUTCH knows of an agent before it has looked for it. */
export interface KnownAgent {
  readonly name: string;
  /** As its vendor calls it. */
  readonly title: string;
  readonly kind: AgentKind;
  /** Its name on the PATH; null for what is built in, and for agents that only settings know. */
  readonly program: string | null;
  /** What has to stand behind the program so that its driver can talk to it. */
  readonly args: readonly string[];
  /** The npm package that it comes in, in the version that CLUTCH was tried with. */
  readonly npm: AgentPackage | null;
  /** Arguments that make it print its version and leave; null where starting it might do more than that. */
  readonly versionArgs: readonly string[] | null;
  /** Names that it takes for a model in any case; it may know more. */
  readonly models: readonly string[];
  /** How a person logs in, as the end of a sentence; null where nobody has to. */
  readonly login: string | null;
  readonly homepage: string | null;
}

const asked = ['--version'];
const usual = { args: [], npm: null, versionArgs: null, models: [], login: null, homepage: null };

/** Every agent that needs no configuration. A new one is an entry here. */
export const catalog: readonly KnownAgent[] = [
  {
    name: 'claude',
    title: 'Claude Code',
    kind: 'claude',
    program: 'claude',
    args: [],
    npm: { package: '@anthropic-ai/claude-code', version: '2.1.330', npx: true },
    versionArgs: asked,
    models: ['sonnet', 'opus', 'haiku'],
    login: 'run `claude` once and log in, or set ANTHROPIC_API_KEY',
    homepage: 'https://code.claude.com/docs',
  },
  {
    name: 'codex',
    title: 'Codex CLI',
    kind: 'codex',
    program: 'codex',
    args: [],
    npm: { package: '@openai/codex', version: '0.169.0', npx: true },
    versionArgs: asked,
    models: [],
    login: 'run `codex login` once',
    homepage: 'https://developers.openai.com/codex',
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    kind: 'acp',
    program: 'gemini',
    args: ['--acp'],
    npm: { package: '@google/gemini-cli', version: '0.61.0', npx: true },
    versionArgs: asked,
    models: [],
    login: 'run `gemini` once and log in, or set GEMINI_API_KEY',
    homepage: 'https://geminicli.com/docs',
  },
  {
    name: 'opencode',
    title: 'OpenCode',
    kind: 'acp',
    program: 'opencode',
    args: ['acp'],
    npm: { package: 'opencode-ai', version: '1.18.33', npx: true },
    versionArgs: asked,
    models: [],
    login: 'run `opencode auth login` once',
    homepage: 'https://opencode.ai/docs',
  },
  {
    name: 'openclaw',
    title: 'OpenClaw',
    kind: 'openclaw',
    program: 'openclaw',
    args: [],
    npm: { package: 'openclaw', version: '2026.9.6', npx: false },
    versionArgs: asked,
    models: [],
    login: 'run `openclaw onboard` once, and keep its gateway running',
    homepage: 'https://docs.openclaw.ai',
  },
  {
    name: 'claude-acp',
    title: 'Claude Code, through its adapter',
    kind: 'acp',
    program: 'claude-agent-acp',
    args: [],
    npm: { package: '@agentclientprotocol/claude-agent-acp', version: '0.100.0', npx: true },
    versionArgs: asked,
    models: ['sonnet', 'opus', 'haiku'],
    login: 'run `claude` once and log in, or set ANTHROPIC_API_KEY',
    homepage: 'https://github.com/agentclientprotocol/claude-agent-acp',
  },
  {
    name: 'codex-acp',
    title: 'Codex CLI, through its adapter',
    kind: 'acp',
    program: 'codex-acp',
    args: [],
    npm: { package: '@agentclientprotocol/codex-acp', version: '2.6.0', npx: true },
    versionArgs: asked,
    models: [],
    login: 'run `codex login` once',
    homepage: 'https://github.com/agentclientprotocol/codex-acp',
  },
  { ...usual, name: 'playbook', title: 'The built-in agent that follows a playbook', kind: 'playbook', program: null },
  { ...usual, name: 'human', title: 'A person', kind: 'human', program: null },
];

/** What is known of the agent of this name, with its settings; null where nobody has said how it is driven. */
export function knownAgent(name: string, { kind }: AgentSettings): KnownAgent | null {
  const entry = catalog.find((one) => one.name === name);
  if (entry) return kind === undefined ? entry : { ...entry, kind };
  return kind === undefined ? null : { ...usual, name, title: name, kind, program: null };
}

/** Kinds of agents that take tools with their session. A program that only reads its prompt has none, a person no use for them. */
const TAKES_TOOLS: ReadonlySet<AgentKind> = new Set(['acp', 'claude', 'codex', 'playbook']);

/** Whether an agent is told to report by CLUTCH's tools. */
export function takesTools(name: string, settings: AgentSettings): boolean {
  const agent = knownAgent(name, settings);
  return agent !== null && TAKES_TOOLS.has(agent.kind);
}
