import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { EffectOf } from '#schemas/journal/effects.ts';
import type { RecordBody } from '#schemas/journal/records.ts';
import type { AgentRuntime } from '../../../server/engine/ports.ts';
import { beginSession } from '../../../server/runs/begin-session.ts';
import { createIdentity } from '../../../server/runs/worktrees.ts';
import { brief, context, ownership, withRepository, type Repository } from './repository.ts';

type Resumes = AgentRuntime['resumes'];

function missionIn({ root, base }: Repository, worktree: string): EffectOf<'run-agent'> {
  const about = {
    id: 'r-1',
    type: 'run-agent',
    role: 'executor',
    task: 'work',
    phase: '1',
    workstream: 'api',
  } as const;
  const plan = { prd: 'p.md', prp: 'q.md', ownership: ownership(), brief: brief(), merge: null };
  return { ...about, ...plan, attempt: 1, runtime: 'x', model: null, playbook: null, root, worktree, base };
}

/** Begins a session in a worktree that holds `draft.txt`, after one that left these records. */
async function begin(repository: Repository, resumes: Resumes, left: readonly RecordBody[], worktree: string) {
  const all = left.map((body, id) => ({
    id,
    run: 'r',
    effect: 'r-1',
    phase: '1',
    workstream: 'api',
    role: 'executor' as const,
    at: 0,
    body,
  }));
  const own = (kinds?: readonly RecordBody['kind'][]) =>
    all.filter(({ body }) => kinds === undefined || kinds.includes(body.kind));
  const records = { add: () => undefined, own, lastingDecisions: () => [] };
  return beginSession(missionIn(repository, worktree), { resumes }, { ...context, records }, createIdentity());
}

/** What becomes of a draft that an interrupted session left. */
function afterInterruption(
  resumes: Resumes,
  left: readonly RecordBody[],
  check: (beginning: Awaited<ReturnType<typeof begin>>, draft: string | null, repository: Repository) => void,
): Promise<void> {
  return withRepository({ 'a.txt': 'a' }, async (repository) => {
    const worktree = await repository.worktree();
    writeFileSync(path.join(worktree, 'draft.txt'), 'draft');
    const beginning = await begin(repository, resumes, left, worktree);
    let draft: string | null = null;
    try {
      draft = readFileSync(path.join(worktree, 'draft.txt'), 'utf8');
    } catch {
      // It was taken away.
    }
    check(beginning, draft, repository);
  });
}

const session: RecordBody = { kind: 'session', session: 'abc' };

describe('a session that was interrupted', () => {
  test('goes on in the session of its agent, with what was written', () =>
    afterInterruption('session', [{ kind: 'session', session: 'old' }, session], (beginning, draft) => {
      assert.deepEqual([beginning, draft], [{ kind: 'continued', session: 'abc' }, 'draft']);
    }));

  test('begins afresh where the agent never told its session, and the draft is kept under a ref', () =>
    afterInterruption('session', [], (beginning, draft, { git }) => {
      assert.deepEqual([beginning, draft], [{ kind: 'afresh' }, null]);
      assert.equal(git('for-each-ref', 'refs/clutch/kept').split('\n').length, 1);
    }));

  test('begins afresh with an agent that cannot resume', () =>
    afterInterruption('afresh', [session], (beginning, draft) => {
      assert.deepEqual([beginning, draft], [{ kind: 'afresh' }, null]);
    }));

  test('of a person goes on in the folder as it is, whatever was recorded', () =>
    afterInterruption('in-place', [], (beginning, draft, { git }) => {
      assert.deepEqual([beginning, draft], [{ kind: 'continued', session: null }, 'draft']);
      assert.equal(git('for-each-ref', 'refs/clutch/kept'), '');
    }));

  test('of a person begins afresh on a base that their folder does not stand on', () =>
    withRepository({ 'a.txt': 'a' }, async (repository) => {
      const worktree = await repository.worktree();
      writeFileSync(path.join(worktree, 'draft.txt'), 'draft');
      const moved = { ...repository, base: repository.commit(repository.base, { 'b.txt': 'b' }) };
      assert.deepEqual(await begin(moved, 'in-place', [], worktree), { kind: 'afresh' });
      assert.equal(repository.git('for-each-ref', 'refs/clutch/kept').split('\n').length, 1);
    }));

  test('begins afresh where its folder is gone', () =>
    withRepository({ 'a.txt': 'a' }, async (repository) => {
      const worktree = path.join(path.dirname(repository.root), 'nowhere', 'one');
      for (const resumes of ['session', 'in-place'] as const) {
        assert.deepEqual(await begin(repository, resumes, [session], worktree), { kind: 'afresh' });
        repository.git('worktree', 'remove', '--force', worktree);
      }
    }));
});
