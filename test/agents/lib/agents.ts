import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenCounts } from '#schemas/run/usage.ts';
import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { createAcpRuntime } from '../../../server/runtimes/acp/create-acp-runtime.ts';
import { quirksOf } from '../../../server/runtimes/acp/quirks.ts';
import { catalog } from '../../../server/runtimes/catalog.ts';
import { createClaudeRuntime } from '../../../server/runtimes/claude/create-claude-runtime.ts';
import { createCodexRuntime } from '../../../server/runtimes/codex/create-codex-runtime.ts';
import { createOpenclawRuntime } from '../../../server/runtimes/openclaw/create-openclaw-runtime.ts';
import type { AgentCommand } from '../../../server/runtimes/process/run-agent-process.ts';
import { type AnsweredRequest, usedBy } from '../../helpers/fake-model/index.ts';
import { gatewayListens, startOpenclawGateway } from '../../helpers/openclaw-gateway.ts';
import { realAgent, strangersEnvironment } from '../../helpers/real-agent.ts';
import { writeTree } from '../../helpers/temp.ts';

/** A real agent and what is expected of it, as far as agents differ. */
export interface AgentUnderTest {
  readonly name: string;
  /** How it is driven, for people. */
  readonly protocol: string;
  /** Gives it a home of its own, with the model at this address. */
  settleIn(home: string, modelUrl: string): Promise<SettledAgent>;
  /** Whether it asks before it writes a file in its folder. */
  readonly writing: 'asks' | 'unasked' | 'unasked in its sandbox, asks to leave it';
  /** What it starts of all that a project can hold for it; see `temptations`. */
  readonly startsOfProject: { readonly marks: readonly string[]; readonly words: string };
  /** A model that can be chosen and what the model server is asked for then; null where it keeps to its own. */
  readonly model: { readonly chosen: string; readonly asked: RegExp } | null;
  /** False where it gets CLUTCH's tools in another way than with its session. */
  readonly takesTools: boolean;
  readonly tokens: ToldTokens;
  readonly tellsCost: boolean;
  readonly resumes: boolean;
}

export interface SettledAgent {
  readonly runtime: AgentRuntime;
  leave(): Promise<void>;
}

/** What an agent tells of the tokens that it used. */
export interface ToldTokens {
  readonly words: string;
  /** What it has to tell after these requests; null where it tells none. */
  after(requests: readonly AnsweredRequest[]): TokenCounts | null;
}

const scripted = (requests: readonly AnsweredRequest[]) => requests.filter((request) => request.scripted);

const toTheToken: ToldTokens = { words: 'to the token', after: (requests) => usedBy(scripted(requests)) };

const withAsides: ToldTokens = { words: 'to the token, with those for the title of the session', after: usedBy };

const ofGemini: ToldTokens = {
  words: 'those from the cache are counted as input, thoughts are left out',
  after(requests) {
    const { input, cachedRead, output } = usedBy(scripted(requests));
    return { input: input + cachedRead, cachedRead: 0, cachedWrite: 0, output: output - 5 * scripted(requests).length };
  },
};

const NOTHING = { marks: [], words: 'not obeyed, nothing of it started' };

const untold: ToldTokens = { words: 'not told', after: () => null };

type Home = (url: string) => {
  readonly files: Readonly<Record<string, string>>;
  readonly env: (home: string) => NodeJS.ProcessEnv;
};

const KEY = 'dummy-key';

const geminiHome: Home = (url) => ({
  files: {
    '.gemini/settings.json': JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    }),
  },
  env: () => ({ GEMINI_API_KEY: KEY, GOOGLE_GEMINI_BASE_URL: url }),
});

const opencodeHome: Home = (url) => {
  const model = (name: string) => ({
    name,
    tool_call: true,
    limit: { context: 128_000, output: 8_000 },
    cost: { input: 3, output: 15, cache_read: 0.3 },
  });
  const fake = {
    npm: '@ai-sdk/openai-compatible',
    name: 'Fake',
    options: { baseURL: `${url}/v1`, apiKey: KEY },
    models: { usual: model('Usual'), other: model('Other') },
  };
  const config = { share: 'disabled', model: 'fake/usual', small_model: 'fake/usual', provider: { fake } };
  return {
    files: { '.config/opencode/opencode.json': JSON.stringify(config) },
    env: () => ({ OPENCODE_DISABLE_MODELS_FETCH: 'true' }),
  };
};

const claudeHome: Home = (url) => ({
  files: {},
  env: () => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }),
});

const codexHome: Home = (url) => ({
  files: {
    '.codex/config.toml': `model = "gpt-5.5"
model_provider = "fake"
[model_providers.fake]
name = "fake"
base_url = "${url}/v1"
env_key = "FAKE_API_KEY"
wire_api = "responses"
[analytics]
enabled = false
`,
  },
  env: (home) => ({ FAKE_API_KEY: KEY, CODEX_HOME: join(home, '.codex') }),
});

/** The program of an agent of the catalog. */
export function programOf(name: string) {
  const entry = catalog.find((agent) => agent.name === name);
  return { ...realAgent(name, entry?.program ?? name), args: entry?.args ?? [] };
}

/** An agent that is a process of its own for each session. */
const inHome =
  (name: string, homeOf: Home, runtime: (command: () => AgentCommand) => AgentRuntime): AgentUnderTest['settleIn'] =>
  async (home, modelUrl) => {
    const { files, env } = homeOf(modelUrl);
    writeTree(home, files);
    const { program, args } = programOf(name);
    const command = { program, args, env: strangersEnvironment(home, env(home)) };
    return { runtime: runtime(() => command), leave: async () => undefined };
  };

function acpAgent(
  name: string,
  homeOf: Home,
  more: Pick<AgentUnderTest, 'model' | 'tokens' | 'tellsCost'> & Partial<AgentUnderTest>,
): AgentUnderTest {
  const quirks = quirksOf(name);
  return {
    name,
    protocol: 'Agent Client Protocol',
    settleIn: inHome(name, homeOf, (command) => createAcpRuntime({ name, quirks, command })),
    writing: 'asks',
    startsOfProject: NOTHING,
    takesTools: true,
    resumes: quirks.resumes === 'session',
    ...more,
  };
}

export const gemini = acpAgent('gemini', geminiHome, {
  model: { chosen: 'gemini-2.5-pro', asked: /^gemini-2\.5-pro$/ },
  tokens: ofGemini,
  tellsCost: false,
});

export const opencode = acpAgent('opencode', opencodeHome, {
  model: { chosen: 'Fake/Other', asked: /^other$/ },
  startsOfProject: { marks: ['mark-opencode-plugin'], words: 'not obeyed, but its plugins are started' },
  tokens: untold,
  tellsCost: true,
});

export const claudeAcp = acpAgent('claude-acp', claudeHome, {
  model: { chosen: 'haiku', asked: /haiku/ },
  tokens: withAsides,
  tellsCost: true,
});

export const codexAcp = acpAgent('codex-acp', codexHome, {
  model: { chosen: 'gpt-5.6-sol', asked: /^gpt-5\.6-sol$/ },
  startsOfProject: { marks: ['mark-codex-server'], words: 'not obeyed, but its tool servers are started' },
  tokens: toTheToken,
  tellsCost: false,
});

export const claude: AgentUnderTest = {
  name: 'claude',
  protocol: 'stream-json',
  settleIn: inHome('claude', claudeHome, (command) => createClaudeRuntime({ name: 'claude', command })),
  writing: 'asks',
  startsOfProject: NOTHING,
  takesTools: true,
  model: { chosen: 'haiku', asked: /haiku/ },
  tokens: toTheToken,
  tellsCost: true,
  resumes: true,
};

export const codex: AgentUnderTest = {
  name: 'codex',
  protocol: 'app-server',
  settleIn: inHome('codex', codexHome, (command) => createCodexRuntime({ name: 'codex', command })),
  writing: 'unasked in its sandbox, asks to leave it',
  startsOfProject: NOTHING,
  takesTools: true,
  model: { chosen: 'gpt-5.6-sol', asked: /^gpt-5\.6-sol$/ },
  tokens: toTheToken,
  tellsCost: false,
  resumes: true,
};

/** One gateway for all its sessions, as a person has it. */
export const openclaw: AgentUnderTest = {
  name: 'openclaw',
  protocol: 'gateway',
  async settleIn(home, modelUrl) {
    mkdirSync(home, { recursive: true });
    const gateway = await startOpenclawGateway(programOf('openclaw').program, home, modelUrl);
    await gatewayListens(gateway);
    const { url, token, kill } = gateway;
    const runtime = createOpenclawRuntime({ name: 'openclaw', environment: { OPENCLAW_GATEWAY_TOKEN: token } });
    return {
      runtime: { ...runtime, run: (mission) => runtime.run({ ...mission, settings: { url } }) },
      leave: kill,
    };
  },
  writing: 'unasked',
  startsOfProject: NOTHING,
  takesTools: false,
  model: null,
  tokens: toTheToken,
  tellsCost: true,
  resumes: true,
};
