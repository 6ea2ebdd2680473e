/** The rows of the view Projects, with a stand-in for VS Code. */
import '../../helpers/vscode-stub/register.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '#schemas/protocol/overview.ts';
import { type ProjectStanding, ProjectWarning } from '#schemas/protocol/projects.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';

const { projectRows } = await import('../../../client/features/projects/tree.ts');

const root = '/home/ana/notes';
const phases: Overview['projects'][number]['prds'][number]['phases'] = [
  { id: '1', title: 'Storage', line: 40, prp: 'PRPs/PRP-notes-phase-1.md', status: 'completed' },
  { id: '2', title: 'Search', line: 52, prp: null, status: 'unknown' },
];
const notes = {
  id: 'p1',
  name: 'notes',
  root,
  problem: null,
  prds: [{ path: 'PRDs/PRD-notes.md', title: 'Notes', phases }],
};
const overview: Overview = { projects: [notes], runs: [], peers: [], collab: [] };

const standing = (over: Partial<ProjectStanding> = {}): ProjectStanding => ({
  id: 'p1',
  root,
  name: 'notes',
  state: 'attached',
  since: 1_700_000_000_000,
  artifacts: null,
  role: 'main',
  roleSource: 'alone: nothing is shared',
  warnings: [],
  ...over,
});

const rowsOf = (standings: readonly ProjectStanding[] | null, isTrusted = true, shown = overview) =>
  projectRows(shown, { standings, isTrusted, below: () => [] });
const all = (rows: readonly TreeNode[]): readonly TreeNode[] =>
  rows.flatMap((row) => [row, ...all(row.children ?? [])]);

test('every row has an id of its own and says for a screen reader what its icon shows', () => {
  const warnings = ProjectWarning.shape.id.options.map((id) => ({ id, text: `Something about ${id}.` }));
  const rows = all(rowsOf([standing({ warnings }), standing({ id: 'p2', root: '/b', state: 'detached' })], false));
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  for (const { spoken, id } of rows) assert.ok(spoken.length > 0, id);
});

test('a phase opens its plan at the line of its heading, and never runs', () => {
  const phase = all(projectRows(overview)).find(({ label }) => label === '2. Search');
  assert.deepEqual(phase?.open, { kind: 'file', path: `${root}/PRDs/PRD-notes.md`, line: 52 });
});

test('a project that cannot be read says why', () => {
  const [row] = projectRows({ ...overview, projects: [{ ...notes, prds: [], problem: 'PRDs cannot be read' }] });
  assert.equal(row?.description, 'PRDs cannot be read');
});

test('without any plan there are no rows, so that the view can say what to do', () => {
  assert.deepEqual(rowsOf([], true, { ...overview, projects: [{ ...notes, prds: [] }] }), []);
});

test('warnings stand first, each with what helps: a place to open, or a verb', () => {
  const warnings = [
    { id: 'unsaved-plan', text: 'One plan document is not committed.' },
    { id: 'new', text: 'Not attached yet.' },
  ] as const;
  const [project] = rowsOf([standing({ state: 'new', warnings: [...warnings] })]);
  // That it is new is an offer, and nothing is wrong with that.
  assert.equal(project?.description, '1 warning');
  const [unsaved, fresh, plan] = project?.children ?? [];
  assert.deepEqual(unsaved?.open, { kind: 'view', command: 'workbench.view.scm' });
  assert.equal(fresh?.contextValue, ';warning;attach;');
  assert.deepEqual(fresh?.target, { kind: 'project', root });
  assert.equal(plan?.label, 'Notes');
});

test('a workspace that is not trusted is the first warning, and a click leads to where it is trusted', () => {
  const [project] = rowsOf([standing()], false);
  const [row] = project?.children ?? [];
  assert.deepEqual([row?.label, row?.open], ['Not trusted', { kind: 'view', command: 'workbench.trust.manage' }]);
});

test('a role among several machines is said with where it comes from; alone nothing is said', () => {
  const [alone] = rowsOf([standing()]);
  assert.equal(alone?.description, undefined);
  const [shared] = rowsOf([standing({ role: 'worker', roleSource: 'roster 4 of desk' })]);
  assert.equal(shared?.description, 'this PC is worker');
  assert.match(shared?.tooltip ?? '', /This machine is worker \(roster 4 of desk\)/);
});

test('a detached project is one row that can be attached, also while the overview still has it', () => {
  const [row, ...others] = rowsOf([standing({ state: 'detached' })]);
  assert.deepEqual(others, []);
  assert.deepEqual([row?.label, row?.description, row?.children], ['notes', 'detached', undefined]);
  assert.equal(row?.contextValue, ';project;detached;');
});

test('a project has the name that it was given on this machine', () => {
  assert.equal(rowsOf([standing({ name: 'My notes' })])[0]?.label, 'My notes');
});
