import { basename } from 'node:path';
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

/** A project of the window that can have an away plan. */
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
  merge(view: AwayView): void;
  refresh(root: string): void;
}

export function createAwayStore({ link, overview, log }: Services): AwayStore {
  const changes = new EventEmitter<void>();
  const views = new Map<string, AwayView>();
  const asked = new Set<string>();
  const projects = (): readonly AwayProject[] => projectsOf(overview.current?.projects ?? []);
  const merge = (view: AwayView): void => {
    views.set(view.project, view);
    changes.fire();
  };
  const refresh = (root: string): void => {
    asked.add(root);
    if (link.status.state !== 'ready') return;
    const params: ShowAwayParams = { project: root };
    link.request(ShowAwayMethod, AwayView, params).then(merge, (error: unknown) => {
      log.warn(`The away plan of ${root} could not be read: ${messageOf(error)}`);
    });
  };
  const refreshAll = (): void => {
    for (const { root } of projects()) refresh(root);
  };
  link.onNotification(AwayChangedMethod, AwayChangedParams, ({ project }) => {
    if (asked.has(project)) refresh(project);
  });
  const listeners = disposeAll(
    changes,
    link.onStatus(({ state }) => {
      if (state === 'ready') refreshAll();
      else if (state === 'down' || state === 'incompatible') views.clear();
      changes.fire();
    }),
    overview.onChanged(() => {
      for (const { root } of projects()) if (!asked.has(root)) refresh(root);
    }),
    workspace.onDidChangeWorkspaceFolders(refreshAll),
    followPlans((root) => {
      if (projects().some((project) => project.root === root)) refresh(root);
    }),
  );
  return {
    onChanged: changes.event,
    projects,
    view: (root) => views.get(root),
    merge,
    refresh,
    dispose: () => void listeners.dispose(),
  };
}

/** Calls back with the folder of an away plan that came, went or was saved. */
function followPlans(onChange: (root: string) => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(`**/AWAY_DEVELOPMENT_PLAN.md`);
  const tell = ({ fsPath }: { readonly fsPath: string }): void => onChange(fsPath.replace(/[\\/][^\\/]*$/, ''));
  return disposeAll(watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell), watcher.onDidDelete(tell));
}

/** The projects that the server knows, and the folders of the window that are none yet. */
function projectsOf(known: readonly AwayProject[]): readonly AwayProject[] {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const inside = (folder: string): boolean =>
    known.some(({ root }) => root === folder || root.startsWith(`${folder}/`));
  const others = folders.map(({ uri }) => uri.fsPath).filter((folder) => !inside(folder));
  return [
    ...known.map(({ root, name }) => ({ root, name })),
    ...others.map((root) => ({ root, name: basename(root) })),
  ];
}
