/** CLUTCH's own tools in the hands of real agents, in a real run. Only the model is a stand-in. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { callTool, inSteps, type Script, startFakeModel, writeFile } from '../helpers/fake-model/index.ts';
import { realAgent } from '../helpers/real-agent.ts';
import { withOwnServer } from '../helpers/stage.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';

/** Asks where it is, writes its file there, reports by tool and ends its turn with a word that is no report. */
const worker: Script = inSteps(
  (request) => ({ call: callTool(request, 'session_entry', {}) }),
  (request) => ({ call: writeFile(request, join(folderIn(request.toolResults), '1-alpha.txt'), 'alpha') }),
  (request) => ({ call: callTool(request, 'report_execution', { status: 'COMPLETE', tests: 'told by tool' }) }),
  { say: 'finished' },
);

function folderIn(results: readonly string[]): string {
  const [, folder] = /\\*"folder\\*":\\*"([^"\\]+)/.exec(results.join('\n')) ?? [];
  assert.ok(folder, results.join('\n'));
  return folder;
}

/** How each is pointed at a model; `home` is its own. */
const agents: Readonly<Record<string, (url: string, home: string) => Record<string, string>>> = {
  claude: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'dummy' }),
  codex(url, home) {
    const provider = `name = "fake"\nbase_url = "${url}/v1"\nenv_key = "FAKE_KEY"\nwire_api = "responses"\n`;
    const config = `model = "gpt-5.5"\nmodel_provider = "fake"\n[model_providers.fake]\n${provider}`;
    writeTree(home, { 'config.toml': config });
    return { CODEX_HOME: home, FAKE_KEY: 'dummy' };
  },
  gemini: (url, home) => ({ GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: 'dummy', GEMINI_CLI_HOME: home }),
  opencode(url, home) {
    const options = { baseURL: `${url}/v1`, apiKey: 'dummy' };
    const provider = {
      fake: { npm: '@ai-sdk/openai-compatible', name: 'fake', options, models: { m: { name: 'm' } } },
    };
    writeTree(home, { 'opencode.json': JSON.stringify({ model: 'fake/m', provider }) });
    return { OPENCODE_CONFIG: join(home, 'opencode.json'), XDG_DATA_HOME: home, XDG_STATE_HOME: home };
  },
};

describe('in a run', { concurrency: false }, () => {
  for (const [name, environment] of Object.entries(agents)) {
    const { program, skip } = realAgent(name);
    test(`${name} asks where it is and reports by tool, and nobody is asked about that`, { skip }, () =>
      withTempDir(async (home) => {
        const model = await startFakeModel({ script: worker });
        const config = {
          runtime: name,
          agents: { [name]: { program, env: environment(model.url, home) } },
          validator: false,
        };
        try {
          await withOwnServer(
            [{ workstreams: [{ name: 'alpha' }] }],
            config,
            async ({ command, project, finished }) => {
              const { code, stdout, stderr } = await command('run', project.prd);
              assert.equal(code, 0, stdout + stderr + model.problems.join('\n'));
              const [phase] = (await finished()).phases;
              assert.equal(phase?.workstreams[0]?.report?.tests, 'told by tool');
            },
          );
        } finally {
          await model.close();
        }
      }),
    );
  }
});
