import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AgentMission } from '../../server/engine/ports.ts';
import { createOpenclawRuntime } from '../../server/runtimes/openclaw/create-openclaw-runtime.ts';
import { perform, type Performance, rejectsWith } from '../contract/runtime/contract.ts';
import {
  type FakeModel,
  inSteps,
  runCommand,
  type Script,
  startFakeModel,
  writeFile,
} from '../helpers/fake-model/index.ts';
import { gatewayListens, type OpenclawGateway, startOpenclawGateway } from '../helpers/openclaw-gateway.ts';
import { until } from '../helpers/processes.ts';
import { realAgent } from '../helpers/real-agent.ts';
import { withTempDir } from '../helpers/temp.ts';
import { openclaw } from './lib/agents.ts';
import { describeAgent } from './lib/describe-agent.ts';

const { program, skip } = realAgent('openclaw');

const lastUsage = ({ events }: Performance) => events.findLast((event) => event.type === 'usage');
const sessionOf = ({ events }: Performance) => events.find((event) => event.type === 'session')?.id ?? null;
const answering = (option: string) => ({ ask: () => Promise.resolve({ option, text: null }) });
const writes = (cwd: string): Script =>
  inSteps((request) => ({ say: 'working', call: writeFile(request, join(cwd, 'made.txt'), 'made') }), {
    say: 'finished',
  });
const runs = (script: string): Script =>
  inSteps((request) => ({ call: runCommand(request, script) }), { say: 'finished' });

describe('OpenClaw', { skip, concurrency: false }, () => {
  let folder = '';
  let model: FakeModel;
  let gateway: OpenclawGateway;
  let script: Script = () => ({ say: '' });

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'clt-')));
    mkdirSync(join(folder, 'home'));
    model = await startFakeModel({ script: (request) => script(request) });
    gateway = await startOpenclawGateway(program, join(folder, 'home'), model.url);
    await gatewayListens(gateway);
  });
  after(async () => {
    await gateway.kill();
    await model.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = (changes: Partial<AgentMission> & { cwd: string }) => {
    const environment = { OPENCLAW_GATEWAY_TOKEN: gateway.token };
    const runtime = createOpenclawRuntime({ name: 'openclaw', environment });
    return perform(runtime, { settings: { url: gateway.url }, silenceMs: 60_000, ...changes });
  };

  test('writes a file in the folder of the mission without asking, and tells what it used to the token', () =>
    withTempDir(async (cwd) => {
      script = writes(cwd);
      const performance = start({ cwd });
      assert.deepEqual(await performance.outcome, { stopReason: 'end_turn', text: 'working\n\nfinished' });
      assert.equal(readFileSync(join(cwd, 'made.txt'), 'utf8'), 'made');
      const tools = performance.events.filter((event) => event.type === 'tool');
      assert.deepEqual(
        tools.map(({ status }) => status),
        ['in_progress', 'completed'],
      );
      assert.equal(new Set(tools.map(({ id, title }) => id + title)).size, 1);
      const usage = lastUsage(performance);
      assert.deepEqual(usage?.tokens, model.used());
      assert.equal(usage?.model, 'fake-model');
      assert.ok((usage?.costUsd ?? 0) > 0);
      assert.equal(usage?.context?.size, 128_000);
      assert.deepEqual(performance.questions, []);
      assert.deepEqual(model.problems, []);
    }));

  test('asks before a command, and runs it there when it may', () =>
    withTempDir(async (cwd) => {
      script = runs('touch ran');
      const performance = start({ cwd, ...answering('allow-once') });
      assert.equal((await performance.outcome).text, 'finished');
      assert.ok(existsSync(join(cwd, 'ran')));
      const [question] = performance.questions;
      assert.deepEqual([question?.kind, question?.command], ['execute', 'touch ran']);
      assert.deepEqual(
        question?.options.map(({ kind }) => kind),
        ['allow_once', 'reject_once'],
      );
    }));

  for (const option of ['deny', 'no such answer']) {
    test(`does not run a command that is answered with ${option}, and goes on`, () =>
      withTempDir(async (cwd) => {
        script = runs('touch ran');
        const performance = start({ cwd, ...answering(option) });
        assert.equal((await performance.outcome).stopReason, 'end_turn');
        assert.equal(existsSync(join(cwd, 'ran')), false);
      }));
  }

  test('does not write outside of the folder', () =>
    withTempDir(async (outside) =>
      withTempDir(async (cwd) => {
        script = inSteps((request) => ({ call: writeFile(request, join(outside, 'out.txt'), 'out') }), { say: 'no' });
        await start({ cwd }).outcome;
        assert.equal(existsSync(join(outside, 'out.txt')), false);
      }),
    ));

  test('is stopped while the model is silent, and while a person thinks', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'working on it', stalls: true });
      const silent = start({ cwd });
      await until(() => silent.said().includes('working'), { what: 'it works', deadlineMs: 60_000 });
      silent.stop();
      await rejectsWith(silent, 'aborted');
      script = runs('touch ran');
      const asked = start({ cwd, ask: () => new Promise(() => undefined) });
      await until(() => asked.questions.length > 0, { what: 'it asked', deadlineMs: 60_000 });
      asked.stop();
      await rejectsWith(asked, 'aborted');
      assert.equal(existsSync(join(cwd, 'ran')), false);
    }));

  test('is given up when it falls silent', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'working on it', stalls: true });
      const performance = start({ cwd, silenceMs: 4_000 });
      assert.match(await rejectsWith(performance, 'silent'), /4 seconds/);
    }));

  test('goes on in its session with what it knew, and counts from there', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'the first answer', stalls: true });
      const first = start({ cwd });
      await until(() => first.said().includes('first'), { what: 'it works', deadlineMs: 60_000 });
      first.stop();
      await rejectsWith(first, 'aborted');
      script = () => ({ say: 'the second answer' });
      const asked = model.requests.length;
      const second = start({ cwd, resume: sessionOf(first), prompt: 'Go on.' });
      assert.equal((await second.outcome).text, 'the second answer');
      assert.equal(sessionOf(second), sessionOf(first));
      const [request] = model.requests.slice(asked).filter(({ scripted }) => scripted);
      assert.match(JSON.stringify(request?.body), /Do what the mission says\.[^]*Go on\./);
      assert.deepEqual(lastUsage(second)?.tokens, request?.usage);
    }));

  test('begins a session where the one to go on with is gone', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'anew' });
      const gone = 'agent:main:dashboard:00000000-0000-4000-8000-000000000000';
      const performance = start({ cwd, resume: gone });
      assert.equal((await performance.outcome).text, 'anew');
      assert.notEqual(sessionOf(performance), gone);
    }));

  test('takes a prompt that looks like one of its commands for a prompt', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'read' });
      assert.equal((await start({ cwd, prompt: '/status of the plan' }).outcome).text, 'read');
    }));

  test('tells why it could not finish', () =>
    withTempDir(async (cwd) => {
      script = () => ({ status: 400, message: 'this is not possible' });
      assert.match(await rejectsWith(start({ cwd }), 'crashed'), /could not finish its turn: LLM request failed/);
    }));

  test('is not let in with a wrong token, and not used in a folder that is gone', () =>
    withTempDir(async (cwd) => {
      const settings = { url: gateway.url, env: { OPENCLAW_GATEWAY_TOKEN: 'wrong' } };
      assert.match(await rejectsWith(start({ cwd, settings }), 'not-startable'), /OPENCLAW_GATEWAY_TOKEN/);
      assert.match(await rejectsWith(start({ cwd: join(cwd, 'gone') }), 'not-startable'), /gone/);
    }));

  test('that crashes is missed', () =>
    withTempDir(async (cwd) => {
      script = () => ({ say: 'working on it', stalls: true });
      const performance = start({ cwd });
      await until(() => performance.said().includes('working'), { what: 'it works', deadlineMs: 60_000 });
      await gateway.kill();
      assert.match(await rejectsWith(performance, 'crashed'), /closed the connection/);
      assert.match(await rejectsWith(start({ cwd }), 'not-startable'), /openclaw gateway/);
    }));
});

describeAgent(openclaw);
