import {
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  commands,
  window,
  type Disposable,
  type Event,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { disposeAll } from './disposables.ts';
import { openCommand } from './open-target.ts';
import { throttle } from './throttle.ts';
import { changedRows, emptyTree, indexTree, type TreeIndex } from './tree-index.ts';
import type { NodeTarget, TreeNode } from './tree-node.ts';

/** What VS Code holds for a row, and hands to the commands of that row. */
export interface TreeElement {
  readonly id: string;
  readonly target: NodeTarget | undefined;
}

/** What rows are made from; null until it is known. */
export interface TreeSource<Shown> {
  readonly current: Shown | null;
  readonly onChanged: Event<Shown>;
}

export interface OverviewTreeOptions<Shown = Overview> {
  /** Id of the view. */
  readonly view: string;
  readonly overview: TreeSource<Shown>;
  /** The rows, from what the server said and the time now (milliseconds since the epoch). */
  rows(overview: Shown, now: number): readonly TreeNode[];
  /** Something else than the overview that rows are made from. */
  readonly alsoOn?: Event<void>;
  /** Hears which rows are unfolded and can be seen, whenever that changes. */
  onShown?(unfolded: ReadonlySet<string>): void;
  /** Hears whether the view can be seen, at once and whenever that changes. */
  onVisible?(visible: boolean): void;
  /** True for a list, in which there is nothing to fold. */
  readonly flat?: boolean;
  /** Number and words for the view's badge, or undefined. */
  badge?(overview: Shown): { readonly value: number; readonly tooltip: string } | undefined;
}

const PAGE = 500;
const REDRAW_MS = 250;
/** How often ages in the rows are looked at while the view is visible. */
const AGE_MS = 10_000;

/** A tree that shows a part of the overview, or another source: redraws only rows that changed, and only while somebody can see it. */
export function createOverviewTree<Shown = Overview>(options: OverviewTreeOptions<Shown>): Disposable {
  const { view, overview, rows, flat, badge, alsoOn, onShown, onVisible } = options;
  const changes = new EventEmitter<TreeElement | TreeElement[] | undefined>();
  const elements = new Map<string, TreeElement>();
  const pages = new Map<string, number>();
  let index: TreeIndex = emptyTree;

  const elementOf = (id: string): TreeElement => {
    const target = index.nodes.get(id)?.target;
    const known = elements.get(id);
    if (known !== undefined && JSON.stringify(known.target) === JSON.stringify(target)) return known;
    const element = { id, target };
    elements.set(id, element);
    return element;
  };
  const provider: TreeDataProvider<TreeElement> = {
    onDidChangeTreeData: changes.event,
    getTreeItem: ({ id }) => itemOf(index.nodes.get(id), id, view),
    getParent: ({ id }) => elementAt(index.parents.get(id), elementOf),
    getChildren: (element) => {
      const ids =
        element === undefined ? index.roots : (index.nodes.get(element.id)?.children ?? []).map(({ id }) => id);
      const shown = ids.slice(0, PAGE * (pages.get(element?.id ?? '') ?? 1)).map(elementOf);
      return shown.length < ids.length ? [...shown, { id: `${MORE}${element?.id ?? ''}`, target: undefined }] : shown;
    },
  };
  const tree: TreeView<TreeElement> = window.createTreeView(view, {
    treeDataProvider: provider,
    showCollapseAll: flat !== true,
  });

  const redraw = throttle(REDRAW_MS, () => {
    if (overview.current === null || !tree.visible) return;
    const next = indexTree(rows(overview.current, Date.now()));
    const changed = changedRows(index, next);
    index = next;
    for (const id of elements.keys()) if (!next.nodes.has(id)) elements.delete(id);
    if (changed === 'all') changes.fire(undefined);
    else if (changed.length > 0) changes.fire(changed.map(elementOf));
  });
  const showBadge = (): void => {
    tree.badge = overview.current === null ? undefined : badge?.(overview.current);
  };
  const more = commands.registerCommand(`${view}.showMore`, (id: unknown) => {
    if (typeof id !== 'string') return;
    pages.set(id, (pages.get(id) ?? 1) + 1);
    changes.fire(index.nodes.has(id) ? elementOf(id) : undefined);
  });
  const clock = setInterval(redraw, AGE_MS);
  const listeners = [overview.onChanged(redraw), overview.onChanged(showBadge), tree.onDidChangeVisibility(redraw)];
  if (alsoOn) listeners.push(alsoOn(redraw));
  if (onShown) listeners.push(followShown(tree, onShown));
  if (onVisible) {
    onVisible(tree.visible);
    listeners.push(tree.onDidChangeVisibility(({ visible }) => onVisible(visible)));
  }
  return disposeAll(tree, changes, redraw, more, ...listeners, { dispose: () => clearInterval(clock) });
}

/** Rows begin folded, so what was never unfolded is not shown. */
function followShown(tree: TreeView<TreeElement>, onShown: (unfolded: ReadonlySet<string>) => void): Disposable {
  const unfolded = new Set<string>();
  const tell = (): void => onShown(tree.visible ? unfolded : new Set());
  return disposeAll(
    tree.onDidExpandElement(({ element }) => {
      unfolded.add(element.id);
      tell();
    }),
    tree.onDidCollapseElement(({ element }) => {
      unfolded.delete(element.id);
      tell();
    }),
    tree.onDidChangeVisibility(tell),
  );
}

const MORE = 'more:';

const elementAt = (id: string | undefined, elementOf: (id: string) => TreeElement): TreeElement | undefined =>
  id === undefined ? undefined : elementOf(id);

function itemOf(node: TreeNode | undefined, id: string, view: string): TreeItem {
  if (node === undefined) return moreItem(id, view);
  const folding =
    // Children that come later appear in an unfolded row only when it was drawn as one from the beginning.
    node.expanded === true
      ? TreeItemCollapsibleState.Expanded
      : node.children === undefined || node.children.length === 0
        ? TreeItemCollapsibleState.None
        : TreeItemCollapsibleState.Collapsed;
  const item = new TreeItem(node.label, folding);
  item.id = node.id;
  item.iconPath = new ThemeIcon(
    node.icon.name,
    node.icon.color === undefined ? undefined : new ThemeColor(node.icon.color),
  );
  item.accessibilityInformation = { label: node.spoken };
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = node.tooltip;
  if (node.contextValue !== undefined) item.contextValue = node.contextValue;
  if (node.open !== undefined) item.command = openCommand(node.open);
  return item;
}

function moreItem(id: string, view: string): TreeItem {
  const parent = id.startsWith(MORE) ? id.slice(MORE.length) : '';
  const item = new TreeItem(`Show ${PAGE} more…`, TreeItemCollapsibleState.None);
  item.id = id;
  item.command = { command: `${view}.showMore`, title: 'Show more', arguments: [parent] };
  return item;
}
