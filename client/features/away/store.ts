import { basename, sep } from 'node:path';
import { EventEmitter, workspace, type Disposable, type Event } from 'vscode';
import {
  AwayChangedMethod,
  AwayChangedParams,
  AwayView,
  ShowAwayMethod,
  type ShowAwayParams,
} from '#schemas/protocol/away.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';

/** A project of the window that can have an away plan, in its root. */
export interface AwayProject {
  readonly root: string;
  readonly name: string;
}

/** What the server says of the away plans of the window's projects, as they are on disk. */
export interface AwayStore extends Disposable {
  readonly onChanged: Event<void>;
  projects(): readonly AwayProject[];
  /** Undefined until the server has said something. */
  view(root: string): AwayView | undefined;
  /** Takes over what the server answered, so that nobody waits for its news. */
  merge(root: string, view: AwayView): void;
  refresh(root: string): void;
}

export function createAwayStore({ link, overview, log }: Services): AwayStore {
  const changes = new EventEmitter<void>();
  const asked = new Set<string>();
  /** By the folder as this window names it, which the server may know by another path. */
  const views = new Map<string, AwayView>();
  const known = (): readonly AwayProject[] => foldersOf(overview.current?.projects ?? []);
  const merge = (root: string, view: AwayView): void => {
    views.set(root, view);
    changes.fire();
  };
  const refresh = (root: string): void => {
    asked.add(root);
    if (link.status.state !== 'ready') return;
    const params: ShowAwayParams = { project: root };
    link.request(ShowAwayMethod, AwayView, params).then(
      (view) => merge(root, view),
      (error: unknown) => log.warn(`The away plan of ${root} could not be read: ${messageOf(error)}`),
    );
  };
  const refreshAll = (): void => {
    for (const { root } of known()) refresh(root);
  };
  link.onNotification(AwayChangedMethod, AwayChangedParams, ({ project }) => {
    for (const root of asked) if (root === project || views.get(root)?.project === project) refresh(root);
  });
  const listeners = disposeAll(
    changes,
    link.onStatus(({ state }) => {
      if (state === 'ready') refreshAll();
      else if (state !== 'starting') views.clear();
      changes.fire();
    }),
    overview.onChanged(() => {
      for (const { root } of known()) if (!asked.has(root)) refresh(root);
    }),
    workspace.onDidChangeWorkspaceFolders(refreshAll),
    followPlans(refreshAll),
  );
  return {
    onChanged: changes.event,
    projects: () => withRoots(known(), views),
    view: (root) => views.get(root) ?? [...views.values()].find(({ project }) => project === root),
    merge,
    refresh,
    dispose: () => void listeners.dispose(),
  };
}

/** Calls back when an away plan came, went or was saved. */
function followPlans(onChange: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher('**/AWAY_DEVELOPMENT_PLAN.md');
  return disposeAll(
    watcher,
    watcher.onDidChange(onChange),
    watcher.onDidCreate(onChange),
    watcher.onDidDelete(onChange),
  );
}

const isInside = (folder: string, root: string): boolean => folder.startsWith(root.endsWith(sep) ? root : root + sep);

/** The projects that the server knows, and the folders of the window that are none yet. */
function foldersOf(projects: readonly AwayProject[]): readonly AwayProject[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const others = folders
    .map(({ uri }) => uri.fsPath)
    .filter((folder) => !projects.some(({ root }) => root === folder || isInside(root, folder)));
  return [
    ...projects.map(({ root, name }) => ({ root, name })),
    ...others.map((root) => ({ root, name: basename(root) })),
  ];
}

/** Each project once, by the path by which the window has it; a folder inside of a project has the plan of that project. */
function withRoots(folders: readonly AwayProject[], views: ReadonlyMap<string, AwayView>): readonly AwayProject[] {
  const byProject = folders.map((folder) => {
    const project = views.get(folder.root)?.project ?? folder.root;
    const inside = isInside(folder.root, project);
    return [project, inside ? { root: project, name: basename(project) } : folder] as const;
  });
  return [...new Map(byProject).values()];
}
