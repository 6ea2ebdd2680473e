import { ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, l10n } from 'vscode';
import { openCommand } from './open-target.ts';
import type { TreeNode } from './tree-node.ts';

/** As VS Code draws a row. */
export function itemOf(node: TreeNode): TreeItem {
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
  if (node.checkbox !== undefined) {
    const { ticked, tooltip } = node.checkbox;
    const state = ticked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked;
    item.checkboxState = { state, tooltip, accessibilityInformation: { label: tooltip } };
  }
  return item;
}

/** The row behind the last one of a page; `parent` is empty for the roots. */
export function moreItem(id: string, parent: string, view: string, page: number): TreeItem {
  const label = l10n.t('Show {0} more…', page);
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = id;
  item.command = { command: `${view}.showMore`, title: label, arguments: [parent] };
  return item;
}
