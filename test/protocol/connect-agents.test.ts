import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  ConnectAgentMethod,
  ConnectAgentResult,
  PlanConnectionsMethod,
  PlanConnectionsResult,
} from '#schemas/protocol/connect-agents.ts';
import { attach } from '../../server/cli/connect.ts';
import { createClutch } from '../helpers/clutch.ts';
import { withTempDir, writeTree } from '../helpers/temp.ts';

test('a client sees what connecting an agent would change, and has exactly that written', () =>
  withTempDir(async (home) => {
    writeTree(home, { '.gemini/settings.json': '{ "theme": "dark" }\n' });
    const clutch = createClutch(path.join(home, 'clutch'), { HOME: home });
    await clutch.run(home, 'server', 'start');
    const link = await attach(clutch.home);
    assert.ok(link);
    try {
      const plan = async () => {
        const all = PlanConnectionsResult.parse(await link.request(PlanConnectionsMethod, { remove: false }));
        const gemini = all.find(({ agent }) => agent === 'gemini');
        assert.ok(gemini);
        return gemini;
      };
      const { found, file, before, after, seen } = await plan();
      assert.deepEqual([found, before], [true, '{ "theme": "dark" }\n']);
      const params = { agent: 'gemini', remove: false, seen };
      const written = ConnectAgentResult.parse(await link.request(ConnectAgentMethod, params));
      assert.deepEqual([written.file, readFileSync(file, 'utf8')], [file, after]);
      await assert.rejects(link.request(ConnectAgentMethod, params), /has changed since it was shown/);
      assert.equal((await plan()).after, null);
    } finally {
      link.close();
      await clutch.dispose();
    }
  }));
