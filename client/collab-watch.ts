import type { Disposable, LogOutputChannel } from 'vscode';
import * as z from 'zod';
import { CollabChangedMethod, CollabMethod, type CollabParams, CollabResult } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import { messageOf } from './server-link/errors.ts';
import type { ServerLink } from './server-link/server-link.ts';
import { throttle } from './ui/throttle.ts';

const COLLAB_MS = 250;

/** What the window shows of shared projects. */
export interface ShownOverview {
  current(): Overview | null;
  accept(next: Overview): void;
  /** Asks for the whole overview. */
  refresh(): void;
}

/** Machines beat every few seconds: what they say is asked for apart from the projects, and only while it is watched. */
export function createCollabWatch(
  link: Pick<ServerLink, 'request' | 'onNotification' | 'status'>,
  log: Pick<LogOutputChannel, 'warn'>,
  { current, accept, refresh }: ShownOverview,
) {
  let watchers = 0;
  let roots = '';
  const ask = async (): Promise<void> => {
    if (link.status.state !== 'ready' || watchers === 0) return;
    const { projects } = await link.request(CollabMethod, CollabResult, { root: null } satisfies CollabParams);
    const shown = current();
    if (shown === null) return;
    const now = projects.map(({ root }) => root).join('\n');
    // Which of them belong to this window the server says with the overview.
    if (now !== roots) refresh();
    roots = now;
    const ours = new Set(shown.collab.map(({ root }) => root));
    accept({ ...shown, collab: projects.filter(({ root }) => ours.has(root)) });
  };
  const look = throttle(COLLAB_MS, () => {
    ask().catch((error: unknown) => log.warn(`The machines of shared projects could not be read: ${messageOf(error)}`));
  });
  link.onNotification(CollabChangedMethod, z.unknown(), () => {
    if (watchers > 0) look();
  });
  return {
    watch(): Disposable {
      let isWatching = true;
      watchers += 1;
      look();
      return {
        dispose() {
          if (isWatching) watchers -= 1;
          isWatching = false;
        },
      };
    },
    dispose: look.dispose,
  };
}
