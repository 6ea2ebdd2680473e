/** What connecting an agent asks of a person, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type AgentConnection, ConnectAgentMethod } from '#schemas/protocol/connect-agents.ts';
import type { Services } from '../../../client/services.ts';
import { freshPerson, person } from '../../helpers/vscode-stub/vscode.ts';

const { connectAgents } = await import('../../../client/features/agents/commands/connect-agents.ts');

const base: AgentConnection = {
  agent: 'claude',
  title: 'Claude Code',
  found: true,
  file: '/home/me/.claude.json',
  before: '{}',
  after: '{"mcpServers":{}}',
  problem: null,
  seen: 'abc',
};
const gemini: AgentConnection = { ...base, agent: 'gemini', title: 'Gemini CLI' };

/** Plays the command; the server plans these agents, and the person picks the first. */
async function play(agents: readonly AgentConnection[]) {
  const written: unknown[] = [];
  const shown: (readonly string[])[] = [];
  const request = (method: string, _result: unknown, params: { remove: boolean }) => {
    if (method === ConnectAgentMethod) written.push(params);
    if (method === ConnectAgentMethod)
      return Promise.resolve({ file: base.file, backup: `${base.file}.before-clutch` });
    return Promise.resolve(params.remove ? agents.map((one) => ({ ...one, after: '{}', seen: 'now' })) : agents);
  };
  const proposals = {
    show: (...parts: readonly string[]) => {
      shown.push(parts);
      return Promise.resolve();
    },
  };
  person.picks.push((items) => items[0]);
  await connectAgents(proposals)({ link: { request } } as unknown as Services, undefined);
  return { written, shown };
}

beforeEach(freshPerson);

test('only agents that are there are offered, each with how it stands', async () => {
  await play([
    { ...base, after: null },
    { ...gemini, problem: 'x' },
    { ...base, agent: 'codex', found: false },
  ]);
  assert.deepEqual(
    person.lists[0]?.map(({ label, description }) => [label, description]),
    [
      ['Claude Code', 'connected; choose it to disconnect'],
      ['Gemini CLI', 'cannot be changed'],
    ],
  );
});

test('a change is shown first, and written only when the person says so', async () => {
  const left = await play([base]);
  assert.deepEqual(left.shown, [['Claude Code: what CLUTCH would change', base.file, '{}', '{"mcpServers":{}}']]);
  assert.deepEqual(left.written, []);
  person.presses.add('Write');
  const { written } = await play([base]);
  assert.deepEqual(written, [{ agent: 'claude', remove: false, seen: 'abc' }]);
  assert.match(person.messages.at(-1) ?? '', /Claude Code has CLUTCH’s tools.*\.before-clutch/);
});

test('an agent that is connected is disconnected in the same way', async () => {
  person.presses.add('Write');
  const { shown, written } = await play([{ ...base, after: null, before: '{"mcpServers":{}}' }]);
  assert.deepEqual(shown[0]?.slice(2), ['{"mcpServers":{}}', '{}']);
  assert.deepEqual(written, [{ agent: 'claude', remove: true, seen: 'now' }]);
});

test('a configuration that cannot be changed is named, with the place', async () => {
  await assert.rejects(play([{ ...base, problem: '/home/me/.claude.json: line 2, column 8: no JSON.' }]), /line 2/);
});

test('where no agent is, nothing is asked', async () => {
  await play([{ ...base, found: false }]);
  assert.deepEqual([person.lists, person.messages.length], [[], 1]);
});
