import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { AgentCallMethod, AgentCallResult, type AgentCallParams } from '#schemas/protocol/agent-tools.ts';
import { attach } from '../../server/cli/connect.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';

type Call = (params: Partial<AgentCallParams>) => Promise<AgentCallResult>;

/** A client of the server's socket; by default an agent in the project's folder. */
function asClient(play: (call: Call, root: string) => Promise<void>): Promise<void> {
  return withPlanStage(simplePhases(1), async ({ clutch, project }) => {
    await clutch.run(project.root, 'server', 'start');
    const link = await attach(clutch.home);
    assert.ok(link);
    const base = { token: null, cwd: project.root, tool: 'session_entry', input: {} };
    try {
      await play(
        async (params) => AgentCallResult.parse(await link.request(AgentCallMethod, { ...base, ...params })),
        project.root,
      );
    } finally {
      link.close();
    }
  });
}

describe('clutch/agent/call', () => {
  test('answers an agent in a project’s folder, and in a folder below it', () =>
    asClient(async (call, root) => {
      for (const cwd of [root, `${root}/PRDs`]) {
        const result = await call({ cwd });
        assert.match(JSON.stringify(result), /"ok":true.*"prd":"PRDs\/PRD-plan\.md"/);
      }
    }));

  test('shows nothing of a project to an agent that stands elsewhere', () =>
    asClient(async (call) => {
      for (const cwd of ['/', '/nowhere/at/all', 'relative']) {
        const result = await call({ cwd });
        assert.equal(result.ok ? null : result.code, 'not-found', cwd);
      }
    }));

  test('refuses a forged token, an unknown tool and what is no call at all', () =>
    asClient(async (call) => {
      const forged = await call({ token: 'x'.repeat(43), tool: 'report_execution', input: { status: 'COMPLETE' } });
      assert.equal(forged.ok ? null : forged.code, 'no-session');
      const unknown = await call({ tool: 'constructor' });
      assert.equal(unknown.ok ? null : unknown.code, 'invalid');
      const large = await call({ input: { text: 'x'.repeat(2 * 1024 * 1024) } });
      assert.equal(large.ok ? null : large.code, 'too-large');
      const malformed = (error: unknown): boolean =>
        error instanceof ResponseError && error.code === ErrorCodes.InvalidParams;
      await assert.rejects(call({ token: 'x'.repeat(1000) }), malformed);
      await assert.rejects(call({ cwd: '' }), malformed);
    }));
});
