import { EventEmitter, workspace, type Disposable, type Event, type LogOutputChannel } from 'vscode';
import * as z from 'zod';
import { Overview, OverviewChangedMethod, OverviewMethod, type OverviewParams } from '#schemas/protocol/overview.ts';
import { RunChangedMethod, RunChangedParams } from '#schemas/protocol/runs.ts';
import type { RunView } from '#schemas/run/run.ts';
import { createCollabWatch } from './collab-watch.ts';
import { messageOf } from './server-link/errors.ts';
import type { ServerLink } from './server-link/server-link.ts';
import { throttle } from './ui/throttle.ts';
import { windowFolders } from './ui/window-folders.ts';

/** What the server last said of this window's projects. Holds nothing that the server could not say again. */
export interface OverviewStore extends Disposable {
  /** Null until the server has answered for the first time. */
  readonly current: Overview | null;
  readonly onChanged: Event<Overview>;
  run(id: string): RunView | undefined;
  /** Takes over a run that a request has just answered with, before the notification arrives. */
  merge(run: RunView): void;
  /** Keeps what is known of shared projects fresh for as long as somebody can see it. */
  watchCollab(): Disposable;
}

const REFRESH_MS = 500;

export function createOverviewStore(link: ServerLink, log: LogOutputChannel): OverviewStore {
  const changes = new EventEmitter<Overview>();
  let current: Overview | null = null;
  let asked = 0;

  const accept = (next: Overview): void => {
    current = next;
    changes.fire(next);
  };
  const ask = async (): Promise<void> => {
    if (link.status.state !== 'ready') return;
    const turn = ++asked;
    const params: OverviewParams = { folders: windowFolders() };
    const answer = await link.request(OverviewMethod, Overview, params);
    // Answers may overtake each other; only the one asked for last counts.
    if (turn === asked) accept(answer);
  };
  const refresh = throttle(REFRESH_MS, () => {
    ask().catch((error: unknown) => log.warn(`The overview could not be read: ${messageOf(error)}`));
  });
  const collab = createCollabWatch(link, log, {
    current: () => current,
    accept,
    refresh: () => refresh(),
  });
  const merge = (run: RunView): void => {
    if (current === null) return;
    const before = current.runs.find(({ id }) => id === run.id);
    // Every client hears of every run; a window shows only those of its own projects.
    if (before === undefined && !current.projects.some(({ root }) => root === run.project.root)) return;
    const runs =
      before === undefined ? [run, ...current.runs] : current.runs.map((one) => (one === before ? run : one));
    accept({ ...current, runs });
  };

  link.onNotification(RunChangedMethod, RunChangedParams, merge);
  link.onNotification(OverviewChangedMethod, z.unknown(), refresh);
  // The server watches the projects it knows; the first plan of a folder is what makes it one.
  const plans = workspace.createFileSystemWatcher('**/{PRD.md,prd.md,PRDs/**/*.md,.clutch/*}', false, true, false);
  const listeners = [
    plans,
    plans.onDidCreate(refresh),
    plans.onDidDelete(refresh),
    link.onStatus(refresh),
    workspace.onDidChangeWorkspaceFolders(refresh),
  ];

  return {
    get current() {
      return current;
    },
    onChanged: changes.event,
    run: (id) => current?.runs.find((run) => run.id === id),
    merge,
    watchCollab: collab.watch,
    dispose: () => {
      collab.dispose();
      refresh.dispose();
      for (const listener of listeners) listener.dispose();
      changes.dispose();
    },
  };
}
