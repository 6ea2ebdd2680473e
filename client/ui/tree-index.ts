import type { TreeNode } from './tree-node.ts';

/** A tree's rows by id, and what has to be drawn again to get from one set of rows to the next. */
export interface TreeIndex {
  readonly roots: readonly string[];
  readonly nodes: ReadonlyMap<string, TreeNode>;
  readonly parents: ReadonlyMap<string, string>;
}

export const emptyTree: TreeIndex = { roots: [], nodes: new Map(), parents: new Map() };

export function indexTree(forest: readonly TreeNode[]): TreeIndex {
  const nodes = new Map<string, TreeNode>();
  const parents = new Map<string, string>();
  const add = (node: TreeNode, parent: string | null): void => {
    nodes.set(node.id, node);
    if (parent !== null) parents.set(node.id, parent);
    for (const child of node.children ?? []) add(child, node.id);
  };
  for (const node of forest) add(node, null);
  return { roots: forest.map((node) => node.id), nodes, parents };
}

/**
 * The topmost rows whose own text or list of children differs; `'all'` when the list of roots does. Drawing a row
 * again draws its children too, so nothing below a changed row is named.
 */
export function changedRows(before: TreeIndex, after: TreeIndex): 'all' | readonly string[] {
  if (!sameList(before.roots, after.roots)) return 'all';
  const changed: string[] = [];
  const visit = (id: string): void => {
    const old = before.nodes.get(id);
    const now = after.nodes.get(id);
    // Whoever makes rows may keep those of which nothing has changed; then nothing has to be compared.
    if (old !== undefined && old === now) return;
    if (old === undefined || now === undefined || !sameRow(old, now)) changed.push(id);
    else for (const child of now.children ?? []) visit(child.id);
  };
  after.roots.forEach(visit);
  return changed;
}

function sameRow(a: TreeNode, b: TreeNode): boolean {
  const row = ({ children, ...rest }: TreeNode): string =>
    JSON.stringify([rest, children === undefined ? null : children.map((child) => child.id)]);
  return row(a) === row(b);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
