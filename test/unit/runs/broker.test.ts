import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { AgentRequest } from '../../../server/engine/ports.ts';
import { createBroker } from '../../../server/runs/broker.ts';
import { withTempDir } from '../../helpers/temp.ts';

/** How often a person was asked about it. */
async function questions(worktree: string, request: Partial<AgentRequest>): Promise<number> {
  let asked = 0;
  const ask = createBroker({
    worktree,
    ask: () => {
      asked += 1;
      return Promise.resolve({ option: 'allow', text: null });
    },
  });
  const options = [{ id: 'allow', label: 'Allow', kind: 'allow_once' as const }];
  const given = { title: 'May I?', kind: null, command: null, paths: [], urls: [], input: '', options, ...request };
  assert.equal((await ask(given))?.option, 'allow');
  return asked;
}

describe('the permission policy', () => {
  test('lets an agent read and edit in its own folder without a question', () =>
    withTempDir(async (folder) => {
      for (const kind of ['read', 'edit', 'search'] as const) {
        assert.equal(await questions(folder, { kind, paths: ['src/new.ts', '.'] }), 0);
      }
    }));

  test('asks a person about everything else', () =>
    withTempDir(async (folder) => {
      await symlink('/', join(folder, 'root'));
      const cases: Partial<AgentRequest>[] = [
        { kind: 'edit', paths: ['/etc/hosts'] },
        { kind: 'edit', paths: ['ok.ts', '../neighbour.ts'] },
        { kind: 'read', paths: ['root/etc/passwd'] },
        { kind: 'edit', paths: [] },
        { kind: 'execute', paths: ['ok.ts'] },
        { kind: 'delete', paths: ['ok.ts'] },
        { kind: 'fetch' },
      ];
      for (const request of cases) assert.equal(await questions(folder, request), 1, JSON.stringify(request));
    }));
});
