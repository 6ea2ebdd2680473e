import { dirname } from 'node:path';
import { Uri, l10n, window } from 'vscode';
import type { AwayView } from '#schemas/protocol/away.ts';
import type { AwayProject, AwayStore } from './store.ts';

export const PLAN_NAME = 'AWAY_DEVELOPMENT_PLAN.md';

export const planUri = (root: string): Uri => Uri.joinPath(Uri.file(root), PLAN_NAME);

/**
 * The project that is meant: that of the document which the command was called on or which is open, the only one, or
 * the one that the person picks. Undefined where they leave, or where there is none that `fits`.
 */
export async function chooseProject(
  store: AwayStore,
  argument: unknown,
  title: string,
  fits: (view: AwayView | undefined) => boolean,
): Promise<AwayProject | undefined> {
  const named = rootIn(argument) ?? rootOf(window.activeTextEditor?.document.uri);
  const all = store.projects();
  const meant = all.find(({ root }) => root === named);
  if (meant !== undefined && fits(store.view(meant.root))) return meant;
  const fitting = all.filter(({ root }) => fits(store.view(root)));
  if (fitting.length <= 1) return fitting[0];
  const items = fitting.map((project) => ({ label: project.name, description: project.root, project }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('In which project?') }))?.project;
}

/** The folder of an away plan that a menu gives as its URI, or the root that our own code gives. */
function rootIn(argument: unknown): string | undefined {
  if (argument instanceof Uri) return rootOf(argument);
  if (typeof argument !== 'object' || argument === null || !('project' in argument)) return undefined;
  return typeof argument.project === 'string' ? argument.project : undefined;
}

const rootOf = (uri: Uri | undefined): string | undefined =>
  uri?.scheme === 'file' && uri.path.endsWith(`/${PLAN_NAME}`) ? dirname(uri.fsPath) : undefined;
