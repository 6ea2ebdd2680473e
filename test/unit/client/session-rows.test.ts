import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProjectView } from '#schemas/protocol/overview.ts';
import type { ListSessionsResult } from '#schemas/protocol/sessions.ts';
import type { LivenessState } from '#schemas/run/liveness.ts';
import type { AgentSession } from '#schemas/sessions.ts';
import { sessionsRow } from '../../../client/features/projects/session-rows.ts';
import { workstreamRows } from '../../../client/features/workstreams/tree.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';
import { monitorStates, NOW } from '../../helpers/webview/run-fixtures.ts';

const { projectRows } = await import('../../../client/features/projects/tree.ts');

const project: ProjectView = {
  id: 'p1',
  name: 'shop',
  root: '/home/ana/shop',
  problem: null,
  prds: [{ path: 'PRDs/PRD-shop.md', title: 'Shop', phases: [] }],
};

const session = (over: Partial<AgentSession> = {}): AgentSession => ({
  agent: 'claude',
  id: 's1',
  cwd: '/home/ana/shop',
  title: 'Build the shop',
  model: 'claude-opus-5-5',
  tokens: { input: 2400, cachedRead: 800, cachedWrite: 200, output: 110 },
  costUsd: 0.0129,
  costSource: 'agent',
  startedAt: NOW - 3_600_000,
  lastActivityAt: NOW - 600_000,
  file: '/home/ana/.claude/projects/-home-ana-shop/s1.jsonl',
  run: null,
  read: 'all',
  skippedLines: 0,
  liveness: { state: 'unknown', evidence: [{ signal: 'transcript', says: 'claude wrote it', at: NOW - 600_000 }] },
  ...over,
});

const list = (sessions: AgentSession[], over: Partial<ListSessionsResult> = {}): ListSessionsResult => ({
  sessions,
  unreadable: [],
  waiting: 0,
  more: 0,
  ...over,
});

const childrenOf = (known: ListSessionsResult | null): readonly TreeNode[] =>
  sessionsRow(project, known, NOW).children ?? [];

describe('the agent sessions of a project', () => {
  test('are one folded row below its plans, with something in it to unfold', () => {
    const [shop] = projectRows(
      { projects: [project], runs: [], peers: [], collab: [] },
      { standings: null, isTrusted: true, below: (one) => [sessionsRow(one, null, NOW)] },
    );
    const [, row] = shop?.children ?? [];
    assert.deepEqual([row?.label, row?.expanded], ['Agent sessions', undefined]);
    assert.deepEqual(
      row?.children?.map(({ label }) => label),
      ['Reading what the agents keep…'],
    );
  });

  test('say who worked when, what was used and what shows it', () => {
    const [row] = childrenOf(list([session()]));
    assert.equal(row?.label, 'Build the shop');
    assert.equal(row?.description, 'claude · 10 min ago · 3.5k tokens');
    assert.match(row?.tooltip ?? '', /claude, claude-opus-5-5\n.*2\.4k in.*\n\$0\.01, as the agent says\n/);
    assert.match(row?.tooltip ?? '', /Evidence: claude wrote it, 10 min ago/);
    assert.deepEqual(row?.open, { kind: 'transcript', path: session().file });
  });

  test('keep their ids while they change', () => {
    const ids = (one: AgentSession): string[] => childrenOf(list([one])).map(({ id }) => id);
    assert.deepEqual(ids(session()), ids(session({ title: 'Other', tokens: null, lastActivityAt: NOW })));
    assert.notDeepEqual(ids(session()), ids(session({ agent: 'codex' })));
  });

  test('show which are at work, and which a run has started', () => {
    const working = session({ id: 's2', liveness: { state: 'working', evidence: [] } });
    const row = sessionsRow(project, list([working, session({ run: 'run-7' })]), NOW);
    assert.equal(row.description, '1 at work');
    const [first, second] = row.children ?? [];
    assert.equal(first?.icon.name, 'play-circle');
    assert.match(second?.description ?? '', /· run run-7$/);
    assert.match(second?.tooltip ?? '', /which counts it/);
  });

  test('of a database open nothing', () => {
    const [row] = childrenOf(list([session({ agent: 'opencode', file: '/home/ana/opencode.db' })]));
    assert.equal(row?.open, undefined);
  });

  test('say what is missing from them', () => {
    const unreadable = [{ agent: 'openclaw' as const, path: '/x.sqlite', reason: 'It is locked.' }];
    assert.deepEqual(
      childrenOf(list([], { unreadable, waiting: 3, more: 9 })).map(({ label, description = '' }) => [
        label,
        description,
      ]),
      [
        ['Sessions of openclaw', 'It is locked.'],
        ['3 transcripts are still being read…', ''],
        ['9 older sessions: clutch sessions --json', ''],
      ],
    );
    assert.deepEqual(
      childrenOf(list([])).map(({ label }) => label),
      ['No agent has worked here'],
    );
  });
});

describe('an agent at work', () => {
  const { run } = monitorStates.running;
  assert.ok(run);
  const rowOf = (state: LivenessState): TreeNode => {
    const evidence = [{ signal: 'process' as const, says: 'process 4711 is there', at: NOW - 20_000 }];
    const agents = run.agents.map((agent) => ({ ...agent, liveness: { state, evidence } }));
    const rows = workstreamRows({ projects: [], runs: [{ ...run, agents }], peers: [], collab: [] }, NOW);
    const all = (nodes: readonly TreeNode[]): TreeNode[] =>
      nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
    return all(rows).find(({ id }) => id.endsWith(':workstream:api')) ?? assert.fail('no row of the workstream');
  };

  for (const [state, icon] of [
    ['working', 'play-circle'],
    ['waiting', 'bell-dot'],
    ['silent', 'watch'],
    ['gone', 'debug-disconnect'],
    ['unknown', 'question'],
  ] as const) {
    test(`that is ${state} is shown in words, with an icon and its evidence`, () => {
      const row = rowOf(state);
      assert.match(row.description ?? '', new RegExp(`${state}, heard just now`));
      assert.equal(row.icon.name, icon);
      assert.match(row.tooltip ?? '', /process: process 4711 is there, 20 s ago/);
    });
  }
});
