import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createCodexRuntime } from '../../server/runtimes/codex/create-codex-runtime.ts';
import { assertNothingIsLeft, rejectsWith } from '../contract/runtime/contract.ts';
import { type AgentStage, allowing, lastOf, onAgentStage, writes } from '../helpers/agent-stage.ts';
import { callTool, inSteps, type ModelRequest, runCommand, type Script } from '../helpers/fake-model/index.ts';
import { mcpEcho } from '../helpers/mcp-echo.ts';
import { until } from '../helpers/processes.ts';
import { realAgent, strangersEnvironment } from '../helpers/real-agent.ts';
import { writeTree } from '../helpers/temp.ts';
import { codex } from './lib/agents.ts';
import { describeAgent } from './lib/describe-agent.ts';

const { program, skip } = realAgent('codex');

const onStage = (script: (cwd: string) => Script, play: (stage: AgentStage) => Promise<void>, more = '') =>
  onAgentStage(
    {
      script,
      runtime: ({ home, model }) => {
        const provider = `name = "fake"\nbase_url = "${model.url}/v1"\nenv_key = "FAKE_KEY"\nwire_api = "responses"\n`;
        const config = `model = "gpt-5.5"\nmodel_provider = "fake"\n[model_providers.fake]\n${provider}${more}`;
        writeTree(home, { '.codex/config.toml': config });
        return createCodexRuntime({
          name: 'codex',
          command: () => ({ program, args: [], env: strangersEnvironment(home, { FAKE_KEY: 'dummy' }) }),
        });
      },
    },
    play,
  );

/** Runs a command without asking to leave the sandbox. */
function runInside(request: ModelRequest, script: string) {
  const { tool } = runCommand(request, script);
  return { tool, input: { cmd: script } };
}

describe('Codex', { skip, concurrency: false }, () => {
  test('runs a command when it may, and what it used is told to the token', () =>
    onStage(writes, async ({ cwd, model, start }) => {
      const performance = start(allowing);
      assert.deepEqual(await performance.outcome, { stopReason: 'end_turn', text: 'working\n\nfinished' });
      assert.equal(readFileSync(join(cwd, 'made.txt'), 'utf8'), 'made');
      const [question] = performance.questions;
      assert.equal(question?.kind, 'execute');
      assert.match(String(question.command), /printf .*made.*made\.txt/);
      const tools = performance.events.filter((event) => event.type === 'tool');
      assert.deepEqual(
        tools.map(({ status }) => status),
        ['in_progress', 'completed'],
      );
      const usage = lastOf(performance, 'usage');
      assert.deepEqual(usage?.tokens, model.used());
      assert.ok((usage?.context?.size ?? 0) > 100_000);
      const first = performance.events.find((event) => event.type === 'usage');
      assert.deepEqual(first?.tokens, model.requests[0]?.usage);
      assertNothingIsLeft(performance);
      assert.deepEqual(model.problems, []);
    }));

  test('is told why it may not, and goes on', () =>
    onStage(writes, async ({ cwd, model, start }) => {
      const performance = start({ ask: () => Promise.resolve({ option: 'reject', text: 'Not that file.' }) });
      assert.equal((await performance.outcome).stopReason, 'end_turn');
      assert.equal(existsSync(join(cwd, 'made.txt')), false);
      assert.match(JSON.stringify(model.requests.at(-1)?.body), /That was not allowed: Not that file\./);
    }));

  test('writes in its folder unasked, and neither elsewhere nor to the network', (t) => {
    const elsewhere = `/var/tmp/clutch-test-${process.pid}`;
    const script = (cwd: string) =>
      inSteps(
        (request) => ({ call: runInside(request, `echo in > ${cwd}/in.txt; touch ${elsewhere}; echo touched`) }),
        (request) => ({ call: runInside(request, `exec 3<>/dev/tcp/127.0.0.1/9`) }),
        { say: 'finished' },
      );
    return onStage(script, async ({ cwd, model, start }) => {
      const performance = start();
      await performance.outcome;
      const [written = '', reached = ''] = model.requests.at(-1)?.toolResults ?? [];
      if (/bwrap|landlock/.test(written)) return t.skip(`no sandbox works here: ${written}`);
      assert.deepEqual(
        [performance.questions.length, existsSync(join(cwd, 'in.txt')), existsSync(elsewhere)],
        [0, true, false],
      );
      assert.match(written, /Read-only/);
      assert.match(reached, /not permitted|unreachable/);
    }).finally(() => rmSync(elsewhere, { force: true }));
  });

  test('starts nothing that the project holds, trusts it no more than before, and reads its instructions', () =>
    onStage(
      () => () => ({ say: 'finished' }),
      async ({ home, cwd, model, start }) => {
        const touch = join(cwd, 'server');
        const hook = { type: 'command', command: `touch ${join(cwd, 'hook')}` };
        writeTree(cwd, {
          '.codex/config.toml': `[mcp_servers.own]\ncommand = "touch"\nargs = ["${touch}"]\n`,
          '.codex/hooks.json': JSON.stringify({ hooks: { SessionStart: [{ hooks: [hook] }] } }),
          'AGENTS.md': 'Words of the project.',
        });
        await start().outcome;
        assert.deepEqual([existsSync(touch), existsSync(join(cwd, 'hook'))], [false, false]);
        assert.doesNotMatch(readFileSync(join(home, '.codex/config.toml'), 'utf8'), /projects/);
        assert.match(JSON.stringify(model.requests[0]?.body), /Words of the project\./);
      },
    ));

  test('is cancelled while the model is silent, and while a command runs', async () => {
    await onStage(
      () => () => ({ say: 'working', stalls: true }),
      async ({ start }) => {
        const performance = start();
        await until(() => performance.said() === 'working', { what: 'the agent works', deadlineMs: 30_000 });
        performance.stop();
        await rejectsWith(performance, 'aborted');
      },
    );
    await onStage(
      (cwd) => inSteps((request) => ({ call: runCommand(request, `echo $$ > ${cwd}/begun; sleep 600`) })),
      async ({ cwd, model, start }) => {
        const performance = start(allowing);
        const begun = join(cwd, 'begun');
        // The shell makes the file before it writes to it.
        const written = () => existsSync(begun) && (/^(\d+)\n/.exec(readFileSync(begun, 'utf8'))?.[1] ?? null);
        const pid = await until(written, { what: 'the command runs', deadlineMs: 30_000 });
        performance.stop();
        await rejectsWith(performance, 'aborted');
        assert.deepEqual(lastOf(performance, 'usage')?.tokens, model.used());
        await until(() => !existsSync(`/proc/${pid}`), { what: 'the command, which has a session of its own, ended' });
      },
    );
  });

  test('goes on in its session, and counts only what this mission used', () =>
    onStage(
      () => () => ({ say: 'said' }),
      async ({ model, start }) => {
        const first = start();
        await first.outcome;
        const before = model.requests.length;
        const second = start({ resume: lastOf(first, 'session')?.id ?? null, prompt: 'Go on.' });
        await second.outcome;
        assert.equal(lastOf(second, 'session')?.id, lastOf(first, 'session')?.id);
        assert.match(JSON.stringify(model.requests.at(-1)?.body), /Do what the mission says[^]*said[^]*Go on/);
        assert.deepEqual(lastOf(second, 'usage')?.tokens, model.requests[before]?.usage);
      },
    ));

  test('that was cancelled can go on in its session', () =>
    onStage(
      () => (request) =>
        JSON.stringify(request.body).includes('Go on.') ? { say: 'finished' } : { say: 'working', stalls: true },
      async ({ start }) => {
        const first = start();
        await until(() => first.said() === 'working', { what: 'the agent works', deadlineMs: 30_000 });
        first.stop();
        await rejectsWith(first, 'aborted');
        const second = start({ resume: lastOf(first, 'session')?.id ?? null, prompt: 'Go on.' });
        assert.equal((await second.outcome).text, 'finished');
      },
    ));

  test('cannot go on in a session that is gone', () =>
    onStage(
      () => () => ({ say: 'said' }),
      async ({ start }) => {
        const performance = start({ resume: '11111111-1111-7111-8111-111111111111' });
        assert.match(await rejectsWith(performance, 'crashed'), /cannot go on in its session: no rollout found/);
      },
    ));

  test('uses CLUTCH’s tools without asking, beside the person’s own, and its children do not see their token', () =>
    onStage(
      () =>
        inSteps(
          (request) => ({ call: callTool(request, 'report', { text: 'hello' }) }),
          (request) => ({ call: runCommand(request, 'env') }),
          { say: 'finished' },
        ),
      async ({ model, start }) => {
        const performance = start({ tools: mcpEcho, ...allowing });
        await performance.outcome;
        assert.equal(performance.questions.length, 1);
        const results = (model.requests.at(-1)?.toolResults ?? []).join('\n');
        assert.match(results, /hello with a-secret/);
        const environment = model.requests.at(-1)?.toolResults.at(-1) ?? '';
        assert.match(environment, /FAKE_KEY/);
        assert.doesNotMatch(environment, /a-secret/);
      },
    ));

  test('says so when CLUTCH’s tools cannot be started', () =>
    onStage(
      () => () => ({ say: 'said', delayMs: 5_000 }),
      async ({ start }) => {
        const performance = start({ tools: { ...mcpEcho, args: ['-e', 'process.exit(1)'] } });
        assert.match(await rejectsWith(performance, 'not-startable'), /could not start CLUTCH's own tools/);
      },
    ));

  test('that nobody has logged in says so at once', () =>
    onAgentStage(
      {
        script: () => () => ({ say: 'said' }),
        runtime: ({ home }) =>
          createCodexRuntime({
            name: 'codex',
            command: () => ({ program, args: [], env: strangersEnvironment(home, {}) }),
          }),
      },
      async ({ start }) => {
        assert.match(await rejectsWith(start(), 'not-startable'), /nobody is logged in/);
      },
    ));

  test('whose key is refused quotes the answer', () =>
    onStage(
      () => () => ({ status: 401, message: 'invalid key' }),
      async ({ start }) => {
        assert.match(await rejectsWith(start(), 'not-startable'), /401 Unauthorized/);
      },
    ));
});

describeAgent(codex);
