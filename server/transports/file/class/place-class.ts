import type { Scheduler } from '../../../platform/scheduler.ts';
import type { Capabilities, PeerSighting, TransportDeps } from '../../transport.ts';
import type { Layout } from '../layout.ts';
import type { ShareFiles } from '../share-files.ts';
import { createFolderClass, meetPeers } from './folder-class.ts';
import { readMount } from './mount.ts';
import { findSyncMarker } from './sync-markers.ts';

/** What a transport knows of its place at this moment. */
export interface PlaceClass {
  current(): Capabilities['class'];
  /** Races with those whom this machine has not met since they started. */
  meet(peers: readonly PeerSighting[]): void;
  /** A lease had two owners. */
  reportDouble(what: string): void;
  close(): Promise<void>;
}

export interface PlaceClassDeps {
  readonly transport: TransportDeps;
  readonly folder: string;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly ep: number;
  changed(): void;
}

/** Found out by races with peers, while the transport works. */
export function createPlaceClass({
  transport,
  folder,
  layout,
  share,
  scheduler,
  ep,
  changed,
}: PlaceClassDeps): PlaceClass {
  const { self, members, timing } = transport;
  const found = createFolderClass({
    files: share,
    folder: `${layout.root}/class`,
    self,
    epoch: ep,
    sync: findSyncMarker(folder, readMount(folder), null),
    scheduler,
    waitMs: timing.leaseSyncedMs,
    changed,
  });
  return {
    current: () => found.current().class,
    meet: (peers) => meetPeers(found, { self, main: members.main(), peers }),
    reportDouble: found.reportDouble,
    close: found.close,
  };
}

/** For places of which it is known; two owners of a lease disprove it all the same. */
export function createFixedClass(known: Capabilities['class']): PlaceClass {
  let current = known;
  return {
    current: () => current,
    meet: () => undefined,
    reportDouble() {
      current = 'B';
    },
    close: async () => undefined,
  };
}
