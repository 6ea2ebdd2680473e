import { EventEmitter, type Disposable, type Event } from 'vscode';
import { ListProjectsMethod, ListProjectsResult, type ProjectStanding } from '#schemas/protocol/projects.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { windowFolders } from '../../ui/window-folders.ts';

/** How this machine stands to the window's projects; asked for only while somebody can see it. */
export interface StandingStore extends Disposable {
  /** Null until the server has answered. */
  readonly current: readonly ProjectStanding[] | null;
  readonly onChanged: Event<void>;
  show(visible: boolean): void;
  /** Asks at once: something was just changed by the person. */
  refresh(): Promise<void>;
}

/** Answering takes git a moment in each project, and a run changes the overview many times a second. */
const REFRESH_MS = 3_000;

export function createStandingStore({ link, overview, log }: Services): StandingStore {
  const changes = new EventEmitter<void>();
  let current: readonly ProjectStanding[] | null = null;
  let isVisible = false;
  let asked = 0;
  const ask = async (): Promise<void> => {
    const folders = windowFolders();
    if (link.status.state !== 'ready' || folders.length === 0) return;
    const turn = ++asked;
    const { projects } = await link.request(ListProjectsMethod, ListProjectsResult, { folders });
    // Answers may overtake each other; only the one asked for last counts.
    if (turn !== asked) return;
    current = projects;
    changes.fire();
  };
  const look = throttle(REFRESH_MS, () => {
    ask().catch((error: unknown) => log.warn(`How the projects stand could not be read: ${messageOf(error)}`));
  });
  const lookIfShown = (): void => {
    if (isVisible) look();
  };
  const listeners = disposeAll(changes, look, overview.onChanged(lookIfShown), link.onStatus(lookIfShown));
  return {
    get current() {
      return current;
    },
    onChanged: changes.event,
    show(visible) {
      isVisible = visible;
      lookIfShown();
    },
    refresh: ask,
    dispose: () => listeners.dispose(),
  };
}
