import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Overview, TaskView } from '#schemas/protocol/overview.ts';
import { peerRows } from '../../../client/features/peers/tree.ts';
import { projectRows } from '../../../client/features/projects/tree.ts';
import { taskRows } from '../../../client/features/tasks/tree.ts';
import { workstreamRows } from '../../../client/features/workstreams/tree.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';
import { monitorStates, NOW } from '../../helpers/webview/run-fixtures.ts';

const run = monitorStates.waiting.run;
assert.ok(run);

const task = (id: string, over: Partial<TaskView> = {}): TaskView => ({
  id,
  project: 'p1',
  run: run.id,
  title: `Task ${id}`,
  role: 'executor',
  status: 'ready',
  priority: 'medium',
  dependsOn: [],
  phase: '1',
  workstream: null,
  attempts: 1,
  evidence: null,
  ...over,
});

const overview: Overview = {
  projects: [
    {
      id: 'p1',
      name: 'notes',
      root: '/home/ana/notes',
      problem: null,
      prds: [
        {
          path: 'PRDs/PRD-notes.md',
          title: 'Notes',
          phases: [
            { id: '1', title: 'Storage', line: 40, prp: 'PRPs/PRP-notes-phase-1.md', status: 'completed' },
            { id: '2', title: 'Search', line: 52, prp: null, status: 'unknown' },
          ],
        },
      ],
    },
  ],
  runs: [run],
  tasks: [
    task('t1', { status: 'done' }),
    task('t2'),
    task('t3', { priority: 'urgent' }),
    task('t4', { status: 'blocked', evidence: { text: 'exit 1', at: NOW - 120_000 } }),
  ],
  peers: [{ id: 'pc', name: 'desk', self: true, role: 'main', freshness: 'fresh', evidence: 'answered just now' }],
};

const all = (rows: readonly TreeNode[]): readonly TreeNode[] =>
  rows.flatMap((row) => [row, ...all(row.children ?? [])]);
const trees = () => [projectRows(overview), taskRows(overview, NOW), workstreamRows(overview, NOW), peerRows(overview)];

test('every row has an id of its own and says for a screen reader what its icon shows', () => {
  for (const rows of trees().map(all)) {
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    for (const { spoken, id } of rows) assert.ok(spoken.length > 0, id);
  }
});

test('a phase opens its plan at the line of its heading, and never runs', () => {
  const phase = all(projectRows(overview)).find(({ label }) => label === '2. Search');
  assert.deepEqual(phase?.open, { kind: 'file', path: '/home/ana/notes/PRDs/PRD-notes.md', line: 52 });
});

test('a project that cannot be read says why', () => {
  const [project] = overview.projects;
  assert.ok(project);
  const [row] = projectRows({ ...overview, projects: [{ ...project, prds: [], problem: 'PRDs cannot be read' }] });
  assert.equal(row?.description, 'PRDs cannot be read');
});

test('without any plan there are no rows, so that the view can say what to do', () => {
  const [project] = overview.projects;
  assert.ok(project);
  assert.deepEqual(projectRows({ ...overview, projects: [{ ...project, prds: [] }] }), []);
});

test('tasks stand under their status, what needs a person first and what is done last, urgent ones on top', () => {
  const groups = taskRows(overview, NOW);
  assert.deepEqual(
    groups.map(({ label }) => label),
    ['Blocked', 'Ready', 'Done'],
  );
  assert.deepEqual(
    groups[1]?.children?.map(({ label }) => label),
    ['Task t3', 'Task t2'],
  );
});

test('a status names its evidence and the age of it', () => {
  const blocked = all(taskRows(overview, NOW)).find(({ id }) => id === 'task:t4');
  assert.match(blocked?.tooltip ?? '', /Evidence: exit 1 \(2 min ago\)/);
});

test('a run shows its phases, workstreams, changed files and receipts', () => {
  const labels = all(workstreamRows(overview, NOW)).map(({ label }) => label);
  for (const label of ['PRD-notes', '1. Storage', 'store', 'notes.ts', 'Level 2: Unit Tests']) {
    assert.ok(labels.includes(label), `${label} is missing in ${labels.join(', ')}`);
  }
});

test('a changed file can be opened once its phase has landed, and not before', () => {
  const rows = all(workstreamRows(overview, NOW));
  const landed = rows.find(({ label }) => label === 'notes.ts');
  const pending = rows.find(({ label }) => label === 'build.ts');
  assert.deepEqual(landed?.open, { kind: 'file', path: '/home/ana/notes/src/store/notes.ts', line: 1 });
  assert.ok(pending && pending.open === undefined);
});
