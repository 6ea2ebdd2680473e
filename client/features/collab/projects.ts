import { realpathSync } from 'node:fs';
import { l10n, window, workspace } from 'vscode';
import {
  CollabMethod,
  CollabResult,
  type CollabView,
  MembershipMethod,
  type MembershipParams,
  MembershipResult,
} from '#schemas/protocol/collab.ts';
import type { Services } from '../../services.ts';

/** The folder of this window that is meant; undefined when the person left or none is open. */
export async function chooseFolder(): Promise<string | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const folder = folders.length <= 1 ? folders[0] : await window.showWorkspaceFolderPick();
  return folder?.uri.fsPath;
}

/** The shared projects of this window's folders that fit; a message where there is none. */
export async function chooseShared(
  services: Services,
  title: string,
  fits: (view: CollabView) => boolean,
  none: string,
): Promise<CollabView | undefined> {
  const views = (await sharedProjects(services)).filter(fits);
  if (views.length === 0) throw new Error(none);
  if (views.length === 1) return views[0];
  const items = views.map((view) => ({ label: view.project, description: view.root, view }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('In which project?') }))?.view;
}

export async function sharedProjects({ link }: Pick<Services, 'link'>): Promise<readonly CollabView[]> {
  const { projects } = await link.request(CollabMethod, CollabResult, { root: null });
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => realPathOf(uri.fsPath));
  return projects.filter(({ root }) => folders.some((folder) => contains(root, folder)));
}

/** The server names projects by their real paths; a folder may be opened through a link. */
function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

const contains = (outer: string, inner: string): boolean =>
  inner === outer || inner.startsWith(`${outer}/`) || inner.startsWith(`${outer}\\`);

/** What a person decided; the server's refusal is the message. */
export async function decide({ link }: Pick<Services, 'link'>, params: MembershipParams): Promise<CollabView | null> {
  return (await link.request(MembershipMethod, MembershipResult, params)).view;
}
