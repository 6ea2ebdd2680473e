import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { createAcpRuntime } from '../../../server/runtimes/acp/create-acp-runtime.ts';
import { usualQuirks } from '../../../server/runtimes/acp/quirks.ts';
import { membersOf, reapGroups } from '../../../server/platform/processes/kill-group.ts';
import { inRepository } from '../../../scripts/lib/repository.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { agentOf, greets, tell } from './acp-agent.ts';
import { perform, rejectsWith } from './contract.ts';

const failOfOurOwn = () => {
  throw new RangeError('our bug');
};

describe('an agent of the Agent Client Protocol', () => {
  test('gets the mission, its folder and no access to files and terminals of ours', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({
        initialize: `${tell('message.params.clientCapabilities')} ${greets.initialize}`,
        'session/new': `${tell('message.params')} ${greets['session/new']}`,
        'session/prompt': `${tell('message.params.prompt')} result(message, { stopReason: 'end_turn' })`,
      });
      const { text } = await perform(agent, { cwd, phase: '2.1', workstream: 'ui', attempt: 3 }).outcome;
      const mission = { phase: '2.1', workstream: 'ui', role: 'executor', task: 'work', attempt: 3 };
      const session = { cwd, mcpServers: [], _meta: { clutch: mission } };
      const prompt = [{ type: 'text', text: 'Do what the mission says.' }];
      assert.equal(text, `{}${JSON.stringify(session)}${JSON.stringify(prompt)}`);
    }));

  test('of another version is refused', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({ initialize: 'result(message, { protocolVersion: 2 })' });
      assert.match(await rejectsWith(perform(agent, { cwd }), 'protocol'), /version 2 .* CLUTCH speaks 1/);
    }));

  test('whose answers have another shape is refused', () =>
    withTempDir(async (cwd) => {
      for (const answer of ['result(message, { protocolVersion: {} })', 'result(message, 7)']) {
        await rejectsWith(perform(agentOf({ initialize: answer }), { cwd }), 'protocol');
      }
      const odd = agentOf({ ...greets, 'session/prompt': `result(message, { stopReason: 'bored' })` });
      await rejectsWith(perform(odd, { cwd }), 'protocol');
    }));

  test('that never becomes ready is given up at the deadline', () =>
    withTempDir(async (cwd) => {
      const mute = perform(agentOf({}, { startupMs: 300 }), { cwd });
      assert.match(await rejectsWith(mute, 'not-startable'), /not ready within 0\.3 seconds/);
    }));

  test('that cannot take the mission is quoted', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({
        ...greets,
        'session/new': `send({ id: message.id, error: { code: -32000, message: 'Please log in first' } })`,
      });
      assert.match(await rejectsWith(perform(agent, { cwd }), 'not-startable'), /Please log in first/);
    }));

  test('that answers and leaves at once has not crashed', () =>
    withTempDir(async (cwd) => {
      const last = `result(message, { stopReason: 'end_turn' }); process.stdout.end(() => process.exit(5));`;
      const outcome = await perform(agentOf({ ...greets, 'session/prompt': last }), { cwd }).outcome;
      assert.equal(outcome.stopReason, 'end_turn');
    }));

  test('that closes its output and goes on is not waited for', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({
        ...greets,
        'session/prompt': `require('node:fs').closeSync(1); setTimeout(() => {}, 600_000);`,
      });
      await rejectsWith(perform(agent, { cwd }), 'protocol');
    }));

  test('that asks for our files is told that there are none', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({
        ...greets,
        'session/prompt': `globalThis.prompt = message;
          send({ id: 'mine', method: 'fs/read_text_file', params: { sessionId: 's', path: '/etc/passwd' } });`,
        undefined: `result(prompt, { stopReason: message.error.code === -32601 ? 'end_turn' : 'refusal' })`,
      });
      assert.equal((await perform(agent, { cwd }).outcome).stopReason, 'end_turn');
    }));

  test('whose program is missing is named', () =>
    withTempDir(async (cwd) => {
      const agent = createAcpRuntime({
        name: 'fake',
        quirks: usualQuirks,
        command: () => ({ program: 'no-such-agent', args: [], env: process.env }),
      });
      assert.match(await rejectsWith(perform(agent, { cwd }), 'not-startable'), /no-such-agent was not found/);
    }));

  test('is told apart from a bug of ours in what listens to it', () =>
    withTempDir(async (cwd) => {
      const agent = agentOf({
        ...greets,
        'session/prompt': `send({ method: 'session/update', params: { sessionId: 's',
        update: { sessionUpdate: 'tool_call', toolCallId: '1', title: 'x' } } })`,
      });
      await assert.rejects(perform(agent, { cwd, onEvent: failOfOurOwn }).outcome, RangeError);
    }));
});

test('what a killed server left behind is reaped by the next one', { skip: process.platform !== 'linux' }, () =>
  withTempDir(async (folder) => {
    const playbook = join(folder, 'playbook.json');
    const cwd = join(folder, 'worktree');
    await mkdir(cwd);
    await writeFile(
      playbook,
      JSON.stringify({ version: 1, missions: [{ steps: [{ spawn: {} }, { say: 'left' }, { hang: {} }] }] }),
    );
    const mission = {
      cwd,
      playbook,
      prompt: '',
      phase: '1',
      workstream: 'a',
      role: 'executor',
      task: 'work',
      attempt: 1,
    };
    const server = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { playbookRuntime } from ${JSON.stringify(inRepository('test/helpers/agent-machine.ts'))};
         const print = (value) => console.log(JSON.stringify(value));
         await playbookRuntime().run({ ...${JSON.stringify(mission)}, settings: {}, model: null, tools: null, resume: null, silenceMs: 60_000,
           signal: new AbortController().signal, onStarted: print, onEvent: print, ask: async () => null });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    server.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    await until(() => printed.includes('"left"'), { what: 'the agent left a process' });
    server.kill('SIGKILL');
    const identity: { pid: number; startedAt: string } = JSON.parse(printed.split('\n')[0] ?? '');
    await until(() => membersOf(identity.pid).length === 1, { what: 'the agent left' });
    assert.deepEqual(await reapGroups([identity]), []);
    assert.equal(membersOf(identity.pid).length, 0);
  }),
);
