import { test } from 'node:test';
import assert from 'node:assert/strict';
import { changedRows, emptyTree, indexTree } from '../../../client/ui/tree-index.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';

const row = (id: string, description: string, children: readonly TreeNode[] = []): TreeNode => ({
  id,
  label: id,
  description,
  children,
  icon: { name: 'circle' },
  spoken: id,
});
const forest = (leaf: string, extra: readonly TreeNode[] = []): readonly TreeNode[] => [
  row('a', '', [row('a1', leaf), row('a2', 'same')]),
  row('b', '', [row('b1', 'same'), ...extra]),
];

test('the first rows draw the whole tree', () => {
  assert.equal(changedRows(emptyTree, indexTree(forest('x'))), 'all');
});

test('equal rows draw nothing', () => {
  assert.deepEqual(changedRows(indexTree(forest('x')), indexTree(forest('x'))), []);
});

test('only the row whose text changed is drawn', () => {
  assert.deepEqual(changedRows(indexTree(forest('x')), indexTree(forest('y'))), ['a1']);
});

test('a row that got a child is drawn, and its children with it', () => {
  assert.deepEqual(changedRows(indexTree(forest('x')), indexTree(forest('x', [row('b2', '')]))), ['b']);
});

test('another list of roots draws the whole tree', () => {
  assert.equal(changedRows(indexTree(forest('x')), indexTree(forest('x').slice(1))), 'all');
});

test('every row knows its parent', () => {
  const { parents } = indexTree(forest('x'));
  assert.deepEqual([parents.get('a2'), parents.get('b1'), parents.get('a')], ['a', 'b', undefined]);
});
