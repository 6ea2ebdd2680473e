import {
  EventEmitter,
  TreeItemCheckboxState,
  commands,
  window,
  type Disposable,
  type Event,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { OverviewStore } from '../overview-store.ts';
import { disposeAll } from './disposables.ts';
import { throttle } from './throttle.ts';
import { dragController, type TreeDrag } from './tree-drag.ts';
import { changedRows, emptyTree, indexTree, type TreeIndex } from './tree-index.ts';
import { itemOf, moreItem } from './tree-item.ts';
import type { NodeTarget, TreeElement, TreeNode } from './tree-node.ts';

export interface TreeOptions<Data> {
  /** Id of the view. */
  readonly view: string;
  /** What the rows are made from; null until it is known. */
  readonly source: { readonly current: Data | null; readonly onChanged: Event<unknown> };
  /** The rows, from what the server said and the time now (milliseconds since the epoch). */
  rows(data: Data, now: number): readonly TreeNode[];
  /** Something else that rows or the heading are made from. */
  readonly alsoOn?: Event<void>;
  /** Hears which rows are unfolded and can be seen, whenever that changes. */
  onShown?(unfolded: ReadonlySet<string>): void;
  /** Hears whether the view can be seen, at once and whenever that changes. */
  onVisible?(visible: boolean): void;
  /** True for a list, in which there is nothing to fold. */
  readonly flat?: boolean;
  /** Number and words for the view's badge, or undefined. */
  badge?(data: Data): { readonly value: number; readonly tooltip: string } | undefined;
  /** Words beside the view's title, and above its rows. */
  heading?(data: Data): { readonly description?: string; readonly message?: string };
  /** Absent where rows stay where they are. */
  readonly drag?: TreeDrag;
  /** A person ticked a row or took its tick away. Afterwards the row is drawn as it is, whatever came of it. */
  onTicked?(target: NodeTarget, ticked: boolean): Promise<void>;
  /** How often it is drawn at most, in milliseconds. */
  readonly redrawMs?: number;
}

export interface OverviewTreeOptions extends Omit<TreeOptions<Overview>, 'source'> {
  readonly overview: OverviewStore;
}

const PAGE = 500;
const REDRAW_MS = 250;
/** How often ages in the rows are looked at while the view is visible. */
const AGE_MS = 10_000;

/** A tree that shows a part of the overview. */
export const createOverviewTree = ({ overview, ...options }: OverviewTreeOptions): Disposable =>
  createTree({ ...options, source: overview });

/** A tree that redraws only rows that changed, and only while somebody can see it. */
export function createTree<Data>(options: TreeOptions<Data>): Disposable {
  const { view, source, rows, flat, badge, heading, alsoOn, onShown, onVisible, drag, onTicked } = options;
  const changes = new EventEmitter<TreeElement | TreeElement[] | undefined>();
  const drawn = createDrawn(view);
  const tree = window.createTreeView<TreeElement>(view, {
    treeDataProvider: { ...drawn.provider, onDidChangeTreeData: changes.event },
    showCollapseAll: flat !== true,
    manageCheckboxStateManually: true,
    ...(drag === undefined ? {} : { dragAndDropController: dragController(view, drag) }),
  });
  const redraw = throttle(options.redrawMs ?? REDRAW_MS, () => {
    const data = source.current;
    if (data === null || !tree.visible) return;
    const changed = drawn.replace(indexTree(rows(data, Date.now())));
    if (changed === 'all') changes.fire(undefined);
    else if (changed.length > 0) changes.fire([...changed]);
  });
  const showHeading = (): void => {
    const data = source.current;
    if (data === null) return;
    tree.badge = badge?.(data);
    if (heading === undefined) return;
    const { description, message } = heading(data);
    tree.description = description ?? '';
    tree.message = message ?? '';
  };
  const more = commands.registerCommand(`${view}.showMore`, (id: unknown) => {
    if (typeof id === 'string') changes.fire(drawn.showMore(id));
  });
  const clock = setInterval(redraw, AGE_MS);
  const listeners = [
    source.onChanged(redraw),
    source.onChanged(showHeading),
    tree.onDidChangeVisibility(redraw),
    ...(alsoOn === undefined ? [] : [alsoOn(redraw), alsoOn(showHeading)]),
    ...(onShown === undefined ? [] : [followShown(tree, onShown)]),
    ...(onTicked === undefined ? [] : [followTicks(tree, onTicked, (rest) => changes.fire(rest))]),
  ];
  if (onVisible) {
    onVisible(tree.visible);
    listeners.push(tree.onDidChangeVisibility(({ visible }) => onVisible(visible)));
  }
  return disposeAll(tree, changes, redraw, more, ...listeners, { dispose: () => clearInterval(clock) });
}

/** The rows as they were drawn last, in pages. */
function createDrawn(view: string) {
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
  const provider: Pick<TreeDataProvider<TreeElement>, 'getTreeItem' | 'getParent' | 'getChildren'> = {
    getTreeItem: ({ id }) => {
      const node = index.nodes.get(id);
      return node === undefined
        ? moreItem(id, id.startsWith(MORE) ? id.slice(MORE.length) : '', view, PAGE)
        : itemOf(node);
    },
    getParent: ({ id }) => elementAt(index.parents.get(id), elementOf),
    getChildren: (element) => {
      const ids =
        element === undefined ? index.roots : (index.nodes.get(element.id)?.children ?? []).map(({ id }) => id);
      const shown = ids.slice(0, PAGE * (pages.get(element?.id ?? '') ?? 1)).map(elementOf);
      return shown.length < ids.length ? [...shown, { id: `${MORE}${element?.id ?? ''}`, target: undefined }] : shown;
    },
  };
  return {
    provider,
    /** Gives the rows that have to be drawn again. */
    replace(next: TreeIndex): 'all' | readonly TreeElement[] {
      const changed = changedRows(index, next);
      index = next;
      for (const id of elements.keys()) if (!next.nodes.has(id)) elements.delete(id);
      return changed === 'all' ? 'all' : changed.map(elementOf);
    },
    /** Gives the row whose children there are more of now; undefined for the roots. */
    showMore(id: string): TreeElement | undefined {
      pages.set(id, (pages.get(id) ?? 1) + 1);
      return index.nodes.has(id) ? elementOf(id) : undefined;
    },
  };
}

/** VS Code shows the tick at once; what it means may have been refused. */
function followTicks(
  tree: TreeView<TreeElement>,
  onTicked: (target: NodeTarget, ticked: boolean) => Promise<void>,
  redraw: (elements: TreeElement[]) => void,
): Disposable {
  return tree.onDidChangeCheckboxState(async ({ items }) => {
    for (const [{ target }, state] of items) {
      if (target !== undefined) await onTicked(target, state === TreeItemCheckboxState.Checked);
    }
    redraw(items.map(([element]) => element));
  });
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
