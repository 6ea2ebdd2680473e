import { EventEmitter, type Disposable, type Event } from 'vscode';
import * as z from 'zod';
import { ListSessionsMethod, ListSessionsResult, SessionsChangedMethod } from '#schemas/protocol/sessions.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { throttle } from '../../ui/throttle.ts';

/** What the server last said of the agent sessions of projects; it is asked only while they are shown. */
export interface SessionStore extends Disposable {
  /** Null until the server has answered. */
  of(root: string): ListSessionsResult | null;
  readonly onChanged: Event<void>;
  /** The projects whose sessions somebody can see now. */
  show(roots: readonly string[]): void;
}

const REFRESH_MS = 2000;
/** The server stops looking when nobody has asked for a minute. */
const ASK_AGAIN_MS = 30_000;
const SHOWN = 100;

export function createSessionStore({ link, log }: Services): SessionStore {
  const changes = new EventEmitter<void>();
  const known = new Map<string, ListSessionsResult>();
  let shown: readonly string[] = [];

  const ask = async (): Promise<void> => {
    if (link.status.state !== 'ready') return;
    for (const project of shown) {
      const params = { project, limit: SHOWN };
      const answer = await link.request(ListSessionsMethod, ListSessionsResult, params);
      known.set(project, answer);
      if (answer.waiting > 0) refresh();
    }
    changes.fire();
  };
  const refresh = throttle(REFRESH_MS, () => {
    ask().catch((error: unknown) => log.warn(`Agent sessions could not be read: ${messageOf(error)}`));
  });
  link.onNotification(SessionsChangedMethod, z.unknown(), () => {
    if (shown.length > 0) refresh();
  });
  const clock = setInterval(() => {
    if (shown.length > 0) refresh();
  }, ASK_AGAIN_MS);
  return {
    of: (root) => known.get(root) ?? null,
    onChanged: changes.event,
    show(roots) {
      const isNew = roots.some((root) => !shown.includes(root));
      shown = roots;
      if (isNew) refresh();
    },
    dispose() {
      clearInterval(clock);
      refresh.dispose();
      changes.dispose();
    },
  };
}
