import type { Scheduler } from '../../platform/scheduler.ts';
import { isSignedBy } from '../../platform/signed-json.ts';
import type { Sightings } from '../freshness/sightings.ts';
import { createLeases, type LeaseKeeper } from '../leases/create-leases.ts';
import { createShareLinks } from '../leases/share-links.ts';
import type { Capabilities, TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import type { ShareFiles } from './share-files.ts';

export interface FileLeaseDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
  readonly scheduler: Scheduler;
  readonly alarms: Alarms;
  readonly sightings: Sightings;
  readonly ep: number;
  placeClass(): Capabilities['class'];
  /** A lease had two owners. */
  onDouble(what: string): void;
}

/** Leases whose beats and links travel through the shared folder. */
export function createFileLeases(deps: FileLeaseDeps): Promise<LeaseKeeper> {
  const { transport, layout, share, local, scheduler, alarms, sightings, ep, placeClass } = deps;
  const { project, self, members, sign, timing } = transport;
  /** Two winners were seen: from then on nothing here is atomic. */
  let isDisproved = false;
  return createLeases({
    self,
    members,
    scheduler,
    sightings,
    leaseMs: () => (placeClass() === 'A' && !isDisproved ? timing.leaseMs : timing.leaseSyncedMs),
    memory: {
      async load() {
        const bytes = await local.read('leases.json');
        return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'));
      },
      save: (state) => local.write('leases.json', Buffer.from(JSON.stringify(state))),
    },
    claims: {
      store: createShareLinks(share, layout.leases),
      seal: {
        project,
        sign,
        isSignedBy(machine, bytes, signature) {
          const key = members.keyOf(machine);
          return key !== null && isSignedBy(key, bytes, signature);
        },
      },
      leaseMs: timing.leaseMs,
      epoch: () => ep,
      isAtomic: () => placeClass() === 'A' && !isDisproved,
      onDoubleToken(task, token) {
        isDisproved = true;
        deps.onDouble(`${task}, token ${token}.`);
        const text = `Two machines have created token ${token} in ${layout.leases}/${task}, so the folder does not decide who is first. Main gives out all work from now on.`;
        alarms.raise('double-token', null, text);
      },
    },
  });
}
