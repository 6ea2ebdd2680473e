import { join } from 'node:path';
import { agentPackages, type RealAgentName } from '../../../scripts/lib/agents.ts';
import type { TokenCounts } from '../../../schemas/run/usage.ts';
import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { createAcpRuntime } from '../../../server/runtimes/acp/create-acp-runtime.ts';
import { quirksOf } from '../../../server/runtimes/acp/quirks.ts';
import { createClaudeRuntime } from '../../../server/runtimes/claude/create-claude-runtime.ts';
import type { FakeModel } from '../../helpers/fake-model/index.ts';
import { realAgent, strangersEnvironment } from '../../helpers/real-agent.ts';
import { writeTree } from '../../helpers/temp.ts';

/** A real agent and what is expected of it, as far as agents differ. */
export interface AgentUnderTest {
  readonly name: RealAgentName;
  /** How it is driven, for people. */
  readonly protocol: string;
  /** Its runtime, with a home of its own and the fake as its model. */
  runtimeIn(home: string, model: FakeModel): AgentRuntime;
  /** A model that can be chosen, and what the model server is asked for then. */
  readonly model: { readonly chosen: string; readonly asked: RegExp };
  /** What it has to tell of the tokens that it used; null where it tells none. */
  tokensFor(model: FakeModel): TokenCounts | null;
  /** The same in a few words. */
  readonly tokens: string;
  readonly tellsCost: boolean;
  readonly resumes: boolean;
}

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

function commandOf(name: RealAgentName, args: readonly string[], homeOf: Home, home: string, { url }: FakeModel) {
  const { files, env } = homeOf(url);
  writeTree(home, files);
  const { program } = realAgent(name, agentPackages[name].bin);
  return { program, args, env: strangersEnvironment(home, env(home)) };
}

function acpAgent(
  name: 'gemini' | 'opencode' | 'claude-acp' | 'codex-acp',
  args: readonly string[],
  homeOf: Home,
  more: Pick<AgentUnderTest, 'model' | 'tokensFor' | 'tokens' | 'tellsCost'>,
): AgentUnderTest {
  const quirks = quirksOf(name);
  return {
    name,
    protocol: 'Agent Client Protocol',
    resumes: quirks.resumes === 'session',
    runtimeIn(home, model) {
      const command = commandOf(name, args, homeOf, home, model);
      return createAcpRuntime({ name, quirks, command: () => command });
    },
    ...more,
  };
}

export const gemini = acpAgent('gemini', ['--acp'], geminiHome, {
  model: { chosen: 'gemini-2.5-pro', asked: /^gemini-2\.5-pro$/ },
  tokens: 'cached ones within the input, thoughts left out',
  tokensFor(model) {
    const { input, cachedRead, output } = model.used();
    const thoughts = 5 * model.requests.filter(({ scripted }) => scripted).length;
    return { input: input + cachedRead, cachedRead: 0, cachedWrite: 0, output: output - thoughts };
  },
  tellsCost: false,
});

export const opencode = acpAgent('opencode', ['acp'], opencodeHome, {
  model: { chosen: 'Fake/Other', asked: /^other$/ },
  tokens: 'none',
  tokensFor: () => null,
  tellsCost: true,
});

export const claudeAcp = acpAgent('claude-acp', [], claudeHome, {
  model: { chosen: 'haiku', asked: /haiku/ },
  tokens: 'to the token, with those for the title',
  tokensFor: (model) => model.usedByAll(),
  tellsCost: true,
});

export const codexAcp = acpAgent('codex-acp', [], codexHome, {
  model: { chosen: 'gpt-5.6-sol', asked: /^gpt-5\.6-sol$/ },
  tokens: 'to the token',
  tokensFor: (model) => model.used(),
  tellsCost: false,
});

export const claude: AgentUnderTest = {
  name: 'claude',
  protocol: 'stream-json',
  runtimeIn(home, model) {
    const command = commandOf('claude', [], claudeHome, home, model);
    return createClaudeRuntime({ name: 'claude', command: () => command });
  },
  model: { chosen: 'haiku', asked: /haiku/ },
  tokens: 'to the token',
  tokensFor: (model) => model.used(),
  tellsCost: true,
  resumes: true,
};
