import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import { MachineConfig } from '#schemas/settings.ts';
import { mcpServerFor } from '../../../../server/agent-tools/mcp-server-for.ts';
import type { AgentRuntime } from '../../../../server/engine/ports.ts';
import { createRunAgent } from '../../../../server/runs/effects/run-agent.ts';
import { createOpenSessions, type OpenSession } from '../../../../server/runs/open-sessions.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { pricesOf } from '../../../../server/usage/prices.ts';
import { brief, context, ownership, withRepository } from '../repository.ts';

const text = (status: string): string =>
  `EXECUTION SUMMARY\nStatus: ${status}\nTests: by text\n\n\`\`\`contract\nname: text\nconcerns: { a: by text }\n\`\`\`\n`;
const report = (tests: string): RecordBody => ({
  kind: 'execution-report',
  report: { status: 'COMPLETE', filesCreated: [], filesModified: [], tests, issues: '', decisions: '' },
});

/** Runs one session whose agent says a report in text, and does this with the session that its tools belong to. */
function session(does: (session: OpenSession) => void, before: readonly RecordBody[] = []) {
  const sessions = createOpenSessions();
  const records: SessionRecord[] = [];
  const about = { run: 'r', effect: 'e', phase: '1', workstream: 'api', role: 'executor' as const, at: 0 };
  const add = (body: RecordBody): void => void records.push({ ...about, id: records.length, body });
  before.forEach(add);
  const tokens: string[] = [];
  const runtime: AgentRuntime = {
    name: 'playbook',
    resumes: 'afresh',
    run({ tools }) {
      const token = tools?.env['CLUTCH_SESSION_TOKEN'] ?? '';
      tokens.push(token);
      const open = sessions.find(token);
      assert.ok(open);
      does(open);
      return Promise.resolve({ stopReason: 'end_turn', text: text('PARTIAL') });
    },
  };
  const programs = { node: 'node', program: 'clutch.mjs', home: '/home' };
  const runAgent = createRunAgent(
    {
      runtimes: { names: () => ['playbook'], find: () => null, runtimeFor: () => runtime },
      machine: () => MachineConfig.parse({}),
      trust: { ofRun: () => 'all', untrusted: () => [], grant: () => 0, revoke: () => 0 },
      prices: () => pricesOf([]),
      sessions,
      tools: (token) => mcpServerFor(programs, token),
      away: () => null,
    },
    createIdentity(),
  );
  const run = async (root: string, worktree: string, base: string) => {
    const task = { id: 'e', type: 'run-agent', role: 'executor', task: 'work', attempt: 1 } as const;
    const place = { phase: '1', workstream: 'api', root, worktree, base, prd: 'PRDs/p.md', prp: 'PRPs/p.md' };
    const agent = { runtime: 'playbook', model: null, playbook: null, merge: null };
    const own = { add, own: () => [...records], lastingDecisions: () => [] };
    const outcome = await runAgent(
      { ...task, ...place, ...agent, ownership: ownership({ files: ['api.txt'] }), brief: brief() },
      { ...context, records: own },
    );
    assert.ok(outcome.type === 'agent-ended');
    return outcome;
  };
  return { run, sessions, tokens };
}

describe('an agent session', () => {
  test('has a token of its own, which is worth nothing when it is over', () =>
    withRepository({ 'a.txt': '' }, async ({ root, base, worktree }) => {
      const seen: OpenSession[] = [];
      const { run, sessions, tokens } = session((open) => void seen.push(open));
      const folder = await worktree();
      await run(root, folder, base);
      assert.deepEqual(
        seen.map(({ effect, executor, worktree: own }) => [effect, executor, own]),
        [['e', 'executor-api', folder]],
      );
      assert.match(tokens[0] ?? '', /^[\w-]{43}$/);
      assert.equal(sessions.find(tokens[0] ?? ''), null);
    }));

  test('that delivers by tools is not read for what it says', () =>
    withRepository({ 'a.txt': '' }, async ({ root, base, worktree }) => {
      const { run } = session(({ record }) => {
        record(report('by tool'));
        record({ kind: 'contract', text: '```contract\nname: tool\nconcerns: { a: by tool }\n```' });
      });
      const outcome = await run(root, await worktree(), base);
      assert.deepEqual([outcome.report?.status, outcome.report?.tests], ['COMPLETE', 'by tool']);
      assert.match(outcome.contract?.text ?? '', /name: tool/);
      assert.doesNotMatch(outcome.contract?.text ?? '', /name: text/);
    }));

  test('that starts afresh has not delivered what the interrupted one had', () =>
    withRepository({ 'a.txt': '' }, async ({ root, base, worktree }) => {
      const { run } = session(() => undefined, [report('before the interruption')]);
      const outcome = await run(root, await worktree(), base);
      assert.deepEqual([outcome.report?.status, outcome.report?.tests], ['PARTIAL', 'by text']);
      assert.match(outcome.contract?.text ?? '', /name: text/);
    }));
});
