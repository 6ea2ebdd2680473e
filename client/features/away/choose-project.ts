import { dirname } from 'node:path';
import { Uri, l10n, window } from 'vscode';
import * as z from 'zod';
import type { AwayView } from '#schemas/protocol/away.ts';
import type { AwayProject, AwayStore } from './store.ts';

export const PLAN_NAME = 'AWAY_DEVELOPMENT_PLAN.md';

export const planUri = (root: string): Uri => Uri.joinPath(Uri.file(root), PLAN_NAME);

/** What our own code gives, and the URI of a document as the menus of editors do. */
const Meant = z.union([z.object({ project: z.string() }), z.object({ scheme: z.string(), fsPath: z.string() })]);

/**
 * The project that is meant: the one which the command was called for, that of the document which is open, the only
 * one, or the one that the person picks. Undefined where they leave, or where there is none that `fits`. Throws for a
 * project that the window does not have, so that nothing happens to another one.
 */
export async function chooseProject(
  store: Pick<AwayStore, 'projects' | 'view'>,
  argument: unknown,
  title: string,
  fits: (view: AwayView | undefined) => boolean,
): Promise<AwayProject | undefined> {
  const all = store.projects();
  const named = rootIn(argument);
  const meant = all.find(({ root }) => root === (named ?? rootOf(window.activeTextEditor?.document.uri)));
  if (named !== undefined) {
    if (meant !== undefined) return meant;
    throw new Error(l10n.t('{0} is no project of this window. Open its folder and try again.', named));
  }
  if (meant !== undefined && fits(store.view(meant.root))) return meant;
  const fitting = all.filter(({ root }) => fits(store.view(root)));
  if (fitting.length <= 1) return fitting[0];
  const items = fitting.map((project) => ({ label: project.name, description: project.root, project }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('In which project?') }))?.project;
}

function rootIn(argument: unknown): string | undefined {
  const meant = Meant.safeParse(argument).data;
  if (meant === undefined) return undefined;
  return 'project' in meant ? meant.project : rootOf(meant);
}

const rootOf = (uri: Pick<Uri, 'scheme' | 'fsPath'> | undefined): string | undefined =>
  uri?.scheme === 'file' && /[\\/]AWAY_DEVELOPMENT_PLAN\.md$/.test(uri.fsPath) ? dirname(uri.fsPath) : undefined;
