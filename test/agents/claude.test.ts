import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createClaudeRuntime } from '../../server/runtimes/claude/create-claude-runtime.ts';
import { assertNothingIsLeft, rejectsWith } from '../contract/runtime/contract.ts';
import {
  type AgentStage,
  type AgentStageSpec,
  allowing,
  lastOf,
  onAgentStage,
  writes,
} from '../helpers/agent-stage.ts';
import { callTool, inSteps, runCommand } from '../helpers/fake-model/index.ts';
import { mcpEcho } from '../helpers/mcp-echo.ts';
import { until } from '../helpers/processes.ts';
import { realAgent, strangersEnvironment } from '../helpers/real-agent.ts';
import { writeTree } from '../helpers/temp.ts';
import { claude } from './lib/agents.ts';
import { describeAgent } from './lib/describe-agent.ts';

const { program, skip } = realAgent('claude');

/** `key` stands for an account. */
const onStage = (script: AgentStageSpec['script'], play: (stage: AgentStage) => Promise<void>, key = 'dummy') =>
  onAgentStage(
    {
      script,
      runtime: ({ home, model }) => {
        const env = { ANTHROPIC_BASE_URL: model.url, ...(key === '' ? {} : { ANTHROPIC_API_KEY: key }) };
        return createClaudeRuntime({
          name: 'claude',
          command: () => ({ program, args: [], env: strangersEnvironment(home, env) }),
        });
      },
    },
    play,
  );

describe('Claude Code', { skip, concurrency: false }, () => {
  test('writes a file when it may, and what it used is told to the token', () =>
    onStage(writes, async ({ cwd, model, start }) => {
      const performance = start(allowing);
      assert.deepEqual(await performance.outcome, { stopReason: 'end_turn', text: 'working\n\nfinished' });
      assert.equal(readFileSync(join(cwd, 'made.txt'), 'utf8'), 'made');
      const [question] = performance.questions;
      assert.deepEqual([question?.kind, question?.paths], ['edit', [join(cwd, 'made.txt')]]);
      const tools = performance.events.filter((event) => event.type === 'tool');
      assert.deepEqual(
        tools.map(({ status }) => status),
        ['in_progress', 'completed'],
      );
      const usage = lastOf(performance, 'usage');
      assert.deepEqual(usage?.tokens, model.used());
      assert.ok((usage?.costUsd ?? 0) > 0);
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
      assert.match(model.requests.at(-1)?.toolResults[0] ?? '', /Not that file\./);
    }));

  test('asks for what the person’s own settings allow, and starts nothing that the project holds', () =>
    onStage(
      (cwd) => inSteps((request) => ({ call: runCommand(request, `touch ${cwd}/ran`) }), { say: 'finished' }),
      async ({ home, cwd, model, start }) => {
        const touch = (name: string) => ({ type: 'command', command: `touch ${join(cwd, name)}` });
        const hooks = { SessionStart: [{ hooks: [touch('hook')] }], PreToolUse: [{ hooks: [touch('tool-hook')] }] };
        const allowAll = { permissions: { allow: ['Bash', 'Write'] } };
        writeTree(home, { '.claude/settings.json': JSON.stringify(allowAll) });
        writeTree(cwd, {
          '.claude/settings.json': JSON.stringify({ hooks, ...allowAll, apiKeyHelper: `touch ${join(cwd, 'helper')}` }),
          '.mcp.json': JSON.stringify({ mcpServers: { own: { command: 'touch', args: [join(cwd, 'server')] } } }),
          'CLAUDE.md': 'Words of the project.',
        });
        const performance = start(allowing);
        await performance.outcome;
        assert.equal(performance.questions[0]?.command, `touch ${cwd}/ran`);
        assert.ok(existsSync(join(cwd, 'ran')));
        for (const name of ['hook', 'tool-hook', 'helper', 'server'])
          assert.equal(existsSync(join(cwd, name)), false, name);
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
        await until(() => existsSync(join(cwd, 'begun')), { what: 'the command runs', deadlineMs: 30_000 });
        performance.stop();
        await rejectsWith(performance, 'aborted');
        assert.deepEqual(lastOf(performance, 'usage')?.tokens, model.used());
        const pid = readFileSync(join(cwd, 'begun'), 'utf8').trim();
        await until(() => !existsSync(`/proc/${pid}`), { what: 'the command ended' });
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
        const cost = lastOf(second, 'usage')?.costUsd ?? 0;
        assert.ok(cost > 0 && cost < 1.5 * (lastOf(first, 'usage')?.costUsd ?? 0), `${cost}`);
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
        const performance = start({ resume: '11111111-1111-4111-8111-111111111111' });
        assert.match(await rejectsWith(performance, 'crashed'), /No conversation found/);
      },
    ));

  test('uses CLUTCH’s tools without asking, and its children do not see their token', () =>
    onStage(
      () =>
        inSteps(
          (request) => ({ call: callTool(request, 'clutch__report', { text: 'hello' }) }),
          (request) => ({ call: runCommand(request, 'env') }),
          { say: 'finished' },
        ),
      async ({ model, start }) => {
        const performance = start({ tools: mcpEcho, ...allowing });
        await performance.outcome;
        assert.deepEqual(
          performance.questions.map(({ command }) => command),
          ['env'],
        );
        const [reported, environment] = model.requests.at(-1)?.toolResults ?? [];
        assert.match(reported ?? '', /hello with a-secret/);
        assert.match(environment ?? '', /ANTHROPIC_BASE_URL/);
        assert.doesNotMatch(environment ?? '', /a-secret/);
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

  test('that nobody has logged in says so', () =>
    onStage(
      () => () => ({ say: 'said' }),
      async ({ start }) => {
        assert.match(await rejectsWith(start(), 'not-startable'), /Not logged in/);
      },
      '',
    ));

  test('whose login is refused does not try for minutes', () =>
    onStage(
      () => () => ({ status: 401, message: 'invalid key' }),
      async ({ start }) => {
        assert.match(await rejectsWith(start(), 'not-startable'), /login is not accepted/);
      },
    ));
});

describeAgent(claude);
