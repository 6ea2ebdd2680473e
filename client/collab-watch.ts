import type { Disposable, LogOutputChannel } from 'vscode';
import * as z from 'zod';
import {
  CollabChangedMethod,
  CollabMethod,
  type CollabParams,
  CollabResult,
  type CollabView,
} from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import { messageOf } from './server-link/errors.ts';
import type { ServerLink } from './server-link/server-link.ts';
import { throttle } from './ui/throttle.ts';

const WATCHED_MS = 250;
/** Somebody who asks to join can wait as long. */
const UNWATCHED_MS = 3_000;

/** What the window shows of shared projects. */
export interface ShownOverview {
  current(): Overview | null;
  accept(next: Overview): void;
  /** Asks for the whole overview. */
  refresh(): void;
}

/**
 * Machines beat every few seconds: what they say is asked for apart from the projects, and shown only while it is
 * watched. Who takes part as what, and who asks to, is shown always: Needs You and the commands depend on it.
 */
export function createCollabWatch(
  link: Pick<ServerLink, 'request' | 'onNotification' | 'status'>,
  log: Pick<LogOutputChannel, 'warn'>,
  { current, accept, refresh }: ShownOverview,
) {
  let watchers = 0;
  let roots = '';
  const ask = async (): Promise<void> => {
    if (link.status.state !== 'ready') return;
    const { projects } = await link.request(CollabMethod, CollabResult, { root: null } satisfies CollabParams);
    const shown = current();
    if (shown === null) return;
    const now = projects.map(({ root }) => root).join('\n');
    // Which of them belong to this window the server says with the overview.
    if (now !== roots) refresh();
    roots = now;
    const ours = new Set(shown.collab.map(({ root }) => root));
    const collab = projects.filter(({ root }) => ours.has(root));
    if (watchers > 0 || membersOf(collab) !== membersOf(shown.collab)) accept({ ...shown, collab });
  };
  const askNow = (): void => {
    ask().catch((error: unknown) => log.warn(`The machines of shared projects could not be read: ${messageOf(error)}`));
  };
  const look = throttle(WATCHED_MS, askNow);
  const glance = throttle(UNWATCHED_MS, askNow);
  link.onNotification(CollabChangedMethod, z.unknown(), () => (watchers > 0 ? look() : glance()));
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
    dispose() {
      look.dispose();
      glance.dispose();
    },
  };
}

const membersOf = (views: readonly CollabView[]): string =>
  JSON.stringify(views.map(({ root, role, joining }) => [root, role, joining.map(({ machine, at }) => [machine, at])]));
