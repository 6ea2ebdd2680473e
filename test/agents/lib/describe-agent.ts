import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { agentPackages } from '../../../scripts/lib/agents.ts';
import type { AgentMission } from '../../../server/engine/ports.ts';
import {
  answerOf,
  assertNothingIsLeft,
  perform,
  type Performance,
  rejectsWith,
} from '../../contract/runtime/contract.ts';
import {
  callTool,
  type FakeModel,
  inSteps,
  runCommand,
  type Script,
  startFakeModel,
  writeFile,
} from '../../helpers/fake-model/index.ts';
import { mcpEcho } from '../../helpers/mcp-echo.ts';
import { until } from '../../helpers/processes.ts';
import { realAgent } from '../../helpers/real-agent.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';
import type { AgentUnderTest } from './agents.ts';

interface Stage {
  /** A git repository. */
  readonly cwd: string;
  readonly model: FakeModel;
  start(changes?: Partial<AgentMission>): Performance;
}

/** Columns of docs/agents-tested.md. */
export type Column =
  | 'allowed'
  | 'rejected'
  | 'cancelled'
  | 'command'
  | 'tools'
  | 'tokens'
  | 'cost'
  | 'model'
  | 'resumed';

/** Found again by `npm run test:agents` in the output of the tests. */
export const RESULT = 'result of';
const tellResult = (t: TestContext, column: Column, result: string) => t.diagnostic(`${RESULT} ${column}: ${result}`);

const allowing: Partial<AgentMission> = { ask: (request) => Promise.resolve(answerOf(request, 'allow')) };
const rejecting: Partial<AgentMission> = { ask: (request) => Promise.resolve(answerOf(request, 'reject')) };
/** The last word of the agent on one thing that it used. */
function lastTold<Known extends 'tokens' | 'costUsd'>({ events }: Performance, known: Known) {
  const usage = events.flatMap((event) => (event.type === 'usage' ? [event[known]] : []));
  return usage.findLast((value) => value !== null) ?? null;
}

/** What is to be true of every real agent: a turn in a git repository, against a model that says what it is told to. */
export function describeAgent(agent: AgentUnderTest): void {
  const { skip } = realAgent(agent.name, agentPackages[agent.name].bin);

  const onStage = (script: (cwd: string) => Script, play: (stage: Stage) => Promise<void>): Promise<void> =>
    withTempDir(async (folder) => {
      const [home, cwd] = [join(folder, 'home'), join(folder, 'work')];
      writeTree(folder, { 'home/.keep': '', 'work/README.md': '# Shop\n' });
      const git = (...args: readonly string[]) => execFileSync('git', ['-C', cwd, ...args]);
      git('init', '--quiet');
      git('add', '.');
      git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '--quiet', '-m', 'begin');
      const model = await startFakeModel({ script: script(cwd) });
      const runtime = agent.runtimeIn(home, model);
      try {
        await play({ cwd, model, start: (changes = {}) => perform(runtime, { cwd, silenceMs: 60_000, ...changes }) });
      } finally {
        await model.close();
      }
    });

  describe(`${agent.name} ${agentPackages[agent.name].version}`, { skip, concurrency: false }, () => {
    describeTurn(agent, onStage);
    describeMore(agent, onStage);
  });
}

type OnStage = (script: (cwd: string) => Script, play: (stage: Stage) => Promise<void>) => Promise<void>;

const writes = (cwd: string): Script =>
  inSteps((request) => ({ say: 'working', call: writeFile(request, join(cwd, 'made.txt'), 'made') }), {
    say: 'finished',
  });

function describeTurn(agent: AgentUnderTest, onStage: OnStage): void {
  test('writes a file that it may write, and what it used is told', (t) =>
    onStage(writes, async ({ cwd, model, start }) => {
      const performance = start(allowing);
      const { stopReason, text } = await performance.outcome;
      assert.equal(stopReason, 'end_turn');
      assert.match(text, /finished$/);
      assert.equal(readFileSync(join(cwd, 'made.txt'), 'utf8'), 'made');
      const [question] = performance.questions;
      assert.ok(question, 'it asked before it wrote');
      assert.match([question.command, ...question.paths].join(' '), /made\.txt/);
      assert.equal(performance.events.findLast((event) => event.type === 'tool')?.status, 'completed');
      assert.deepEqual(lastTold(performance, 'tokens'), agent.tokensFor(model));
      assert.equal((lastTold(performance, 'costUsd') ?? 0) > 0, agent.tellsCost);
      assert.deepEqual(model.problems, []);
      assertNothingIsLeft(performance);
      tellResult(t, 'allowed', 'asks, then writes');
      tellResult(t, 'tokens', agent.tokens);
      tellResult(t, 'cost', agent.tellsCost ? 'told' : 'not told');
    }));

  test('does not write a file that it may not write, and goes on', (t) =>
    onStage(writes, async ({ cwd, model, start }) => {
      const performance = start(rejecting);
      const { stopReason, text } = await performance.outcome;
      assert.equal(stopReason, 'end_turn');
      assert.match(text, /finished$/);
      assert.equal(existsSync(join(cwd, 'made.txt')), false);
      assert.equal(performance.questions.length, 1);
      assertNothingIsLeft(performance);
      const told = JSON.stringify(model.requests.at(-1)?.body).includes('That was not allowed.');
      tellResult(t, 'rejected', told ? 'ends its turn; a second prompt lets it go on' : 'goes on');
    }));

  test('runs a command that it may run, and the question is the command', (t) =>
    onStage(
      (cwd) => inSteps((request) => ({ call: runCommand(request, `touch ${cwd}/ran`) }), { say: 'finished' }),
      async ({ cwd, start }) => {
        const performance = start(allowing);
        await performance.outcome;
        assert.ok(existsSync(join(cwd, 'ran')));
        const [question] = performance.questions;
        assert.equal(question?.kind, 'execute');
        assert.equal(question.command, `touch ${cwd}/ran`);
        tellResult(t, 'command', 'told word for word');
      },
    ));

  test('is cancelled while the model is silent', (t) =>
    onStage(
      () => () => ({ say: 'working', stalls: true }),
      async ({ start }) => {
        const performance = start();
        await until(() => performance.said().includes('working'), { what: 'the agent works', deadlineMs: 60_000 });
        const startedAt = Date.now();
        performance.stop();
        await rejectsWith(performance, 'aborted');
        tellResult(t, 'cancelled', `${((Date.now() - startedAt) / 1_000).toFixed(1)} s until nothing of it is left`);
      },
    ));
}

function describeMore(agent: AgentUnderTest, onStage: OnStage): void {
  test('reports through the tools that it was given, without asking', (t) =>
    onStage(
      () => inSteps((request) => ({ call: callTool(request, 'report', { text: 'hello' }) }), { say: 'finished' }),
      async ({ model, start }) => {
        const performance = start({ tools: mcpEcho });
        await performance.outcome;
        assert.match(
          model.requests.findLast(({ scripted }) => scripted)?.toolResults.at(-1) ?? '',
          /hello with a-secret/,
        );
        assert.deepEqual(performance.questions, []);
        tellResult(t, 'tools', 'called without asking');
      },
    ));

  test('uses the model that was chosen for it', (t) =>
    onStage(
      () => () => ({ say: 'finished' }),
      async ({ model, start }) => {
        await start({ model: agent.model.chosen }).outcome;
        assert.match(model.requests.find(({ scripted }) => scripted)?.model ?? '', agent.model.asked);
        tellResult(t, 'model', 'can be chosen');
      },
    ));

  test('goes on in its session, where it can', (t) =>
    onStage(
      () => (request) => ({ say: JSON.stringify(request.body).includes('Go on.') ? 'second' : 'first' }),
      async ({ model, start }) => {
        const first = start();
        assert.equal((await first.outcome).text, 'first');
        const session = first.events.find((event) => event.type === 'session')?.id ?? null;
        assert.equal(session !== null, agent.resumes);
        tellResult(t, 'resumed', agent.resumes ? 'goes on' : 'starts afresh');
        if (session === null) return;
        const second = start({ resume: session, prompt: 'Go on.' });
        assert.equal((await second.outcome).text, 'second');
        assert.match(JSON.stringify(model.requests.at(-1)?.body), /Do what the mission says[^]*first[^]*Go on/);
      },
    ));
}
