import type { Scheduler } from '../../platform/scheduler.ts';
import { TransportError, type TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { openFormat } from './format.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { checkOwnLog } from './own-check.ts';
import type { OwnLog } from './own-log.ts';
import type { Scratch } from './scratch.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const RETRY_MS = 2_000;

export interface AttachingDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
  readonly scheduler: Scheduler;
  readonly alarms: Alarms;
  readonly health: Health;
  readonly own: OwnLog;
  readonly scratch: Scratch;
  onClone(text: string): void;
  /** The folder is there and of this version, and this machine's log in it is its own. */
  onAttached(): void;
}

/** Finds the project's folder, now or when it comes back. */
export interface Attaching {
  /** Rejects with a `TransportError` where it makes no sense to try again. */
  begin(): Promise<void>;
  isDone(): boolean;
  close(): Promise<void>;
}

export function createAttaching(deps: AttachingDeps): Attaching {
  const { transport, layout, share, local, scheduler, alarms, health, own, scratch, onClone } = deps;
  const { self, project } = transport;
  const closing = new AbortController();
  let isDone = false;
  let retrying: Promise<void> | null = null;

  async function attach(): Promise<void> {
    await openFormat(project, self, layout, share, local);
    await checkOwnLog({ transport, layout, share, own, alarms, onClone });
    await scratch.clear();
    isDone = true;
    health.worked('read');
    health.worked('write');
    if (!health.isRefused() && !closing.signal.aborted) deps.onAttached();
  }

  async function retry(): Promise<void> {
    while (!isDone && !closing.signal.aborted && !health.isRefused()) {
      await scheduler.sleep(RETRY_MS, closing.signal);
      if (closing.signal.aborted) return;
      try {
        await attach();
      } catch (error) {
        if (error instanceof ShareError) health.failed('read', error);
        else health.refuse(error instanceof Error ? error.message : String(error));
      }
    }
  }

  return {
    async begin() {
      try {
        await attach();
      } catch (error) {
        if (!(error instanceof ShareError)) throw error;
        if ((await local.read('attached')) === null) {
          throw new TransportError('not-startable', `The shared folder cannot be used: ${error.message}`, {
            cause: error,
          });
        }
        health.failed('read', error);
        retrying = retry();
      }
    },
    isDone: () => isDone,
    async close() {
      closing.abort();
      await retrying;
    },
  };
}
