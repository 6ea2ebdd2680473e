import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AgentKind } from '#schemas/agents.ts';
import { createBriefProcesses } from '../../../server/platform/processes/brief-processes.ts';
import { membersOf } from '../../../server/platform/processes/kill-group.ts';
import { catalog, type KnownAgent } from '../../../server/runtimes/catalog.ts';
import { findAgent, type FoundAgent } from '../../../server/runtimes/find-agent.ts';
import { probeAgent } from '../../../server/runtimes/probe-agent.ts';
import { agentMachine, makeProgram } from '../../helpers/agent-machine.ts';
import { withTempDir } from '../../helpers/temp.ts';

const known = (name: string): KnownAgent => {
  const entry = catalog.find((one) => one.name === name);
  assert.ok(entry);
  return entry;
};

/** Greets an agent of that kind, and looks whether a process of it is left. */
async function probe(kind: AgentKind, agent: FoundAgent, timeoutMs = 20_000) {
  const pids: number[] = [];
  const processes = createBriefProcesses({ atOnce: 1, onStarted: ({ pid }) => pids.push(pid), onEnded: () => {} });
  const answer = await probeAgent({ name: 'agent', kind, settings: {}, found: agent }, processes, timeoutMs);
  for (const pid of pids) assert.deepEqual(membersOf(pid), []);
  return answer;
}

/** An agent whose program does with each line of its input what the script says. */
function scripted(folder: string, script: string): FoundAgent {
  const read = "require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {";
  const program = makeProgram(
    folder,
    'agent',
    `const say = (text) => process.stdout.write(text); ${read} ${script} });`,
  );
  const found = findAgent({ entry: known('gemini'), settings: { program, args: [] }, outside: [] }, agentMachine());
  assert.ok(found.found);
  return found;
}

describe('an agent that is greeted', () => {
  test('answers in its own protocol, and is gone afterwards', async () => {
    const found = findAgent({ entry: known('playbook'), settings: {}, outside: [] }, agentMachine());
    assert.ok(found.found);
    assert.deepEqual(await probe('playbook', found), { answers: true });
  });

  test('gets one message that starts no session', () =>
    withTempDir(async (folder) => {
      for (const [kind, hello] of [
        ['acp', { method: 'initialize', protocolVersion: 1 }],
        ['claude', { type: 'control_request', subtype: 'initialize' }],
        ['codex', { method: 'initialize' }],
      ] as const) {
        const seen = path.join(folder, kind);
        const agent = scripted(folder, `require('fs').appendFileSync(${JSON.stringify(seen)}, line); process.exit(3);`);
        assert.deepEqual(await probe(kind, agent), { answers: false, why: 'it ended (exit code 3)' });
        const { method, type, params, request } = JSON.parse(readFileSync(seen, 'utf8'));
        assert.partialDeepStrictEqual({ method, type, ...params, ...request }, hello);
      }
    }));

  test('may print other things before it answers', () =>
    withTempDir(async (folder) => {
      const answer = `say('a banner\\n{"id":7}\\n' + JSON.stringify({ jsonrpc: '2.0', id: 1, result: { protocolVersion: 1 } }) + '\\n');`;
      assert.deepEqual(await probe('acp', scripted(folder, answer)), { answers: true });
    }));

  test('does not answer where it speaks another version, refuses, or ends, and it is said why', () =>
    withTempDir(async (folder) => {
      const why = async (kind: AgentKind, script: string): Promise<string | null> => {
        const answer = await probe(kind, scripted(folder, script));
        return answer?.answers === false ? answer.why : null;
      };
      const result = (value: object) => `say(${JSON.stringify(`${JSON.stringify({ id: 1, ...value })}\n`)});`;
      assert.match((await why('acp', result({ result: { protocolVersion: 9 } }))) ?? '', /another version/);
      const error = { code: 1, message: 'please\u001B[2J log in' };
      assert.equal(await why('codex', result({ error })), 'it refuses: please [2J log in');
      const refused = { type: 'control_response', response: { subtype: 'error', error: 'not here' } };
      assert.equal(
        await why('claude', `say(${JSON.stringify(`${JSON.stringify(refused)}\n`)});`),
        'it refuses: not here',
      );
      const dies = "console.error('first\\n\\u001B[31mtoo old a Node'); process.exit(1);";
      assert.equal(await why('acp', dies), 'it ended (exit code 1): too old a Node');
    }));

  test('does not answer where it is silent for too long or says a line without an end', () =>
    withTempDir(async (folder) => {
      assert.deepEqual(await probe('acp', scripted(folder, ''), 300), {
        answers: false,
        why: 'it did not answer within 0.3 seconds',
      });
      const flood = "for (;;) require('fs').writeSync(1, 'x'.repeat(65536));";
      assert.deepEqual(await probe('acp', scripted(folder, flood)), {
        answers: false,
        why: 'it says a line that has no end',
      });
    }));

  test('does not answer where its gateway does not run, or is on another machine', async () => {
    const settings = { url: 'ws://127.0.0.1:1' };
    const found = findAgent({ entry: known('openclaw'), settings, outside: [] }, agentMachine());
    assert.ok(found.found);
    const processes = createBriefProcesses({ atOnce: 1, onStarted: () => assert.fail(), onEnded: () => {} });
    const why = async (url: string): Promise<string> => {
      const agent = { name: 'openclaw', kind: 'openclaw', settings: { url }, found } as const;
      const answer = await probeAgent(agent, processes, 5_000);
      return answer?.answers === false ? answer.why : '';
    };
    assert.match(await why(settings.url), /127\.0\.0\.1:1/);
    assert.match(await why('ws://example.org:1'), /on another machine/);
  });

  test('has no answer to give where it is a person or any command', async () => {
    const found = findAgent({ entry: known('human'), settings: {}, outside: [] }, agentMachine());
    assert.ok(found.found);
    assert.equal(await probe('human', found), null);
    assert.equal(await probe('command', { ...found, program: '/bin/false' }), null);
  });
});
