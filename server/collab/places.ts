import type { MachineConfig } from '#schemas/settings.ts';
import { createFileTransport } from '../transports/file/file-transport.ts';
import { createGuardedShare } from '../transports/file/guarded-share.ts';
import { createMembershipFiles } from '../transports/nats/membership-files.ts';
import { createNatsTransport } from '../transports/nats/create-nats-transport.ts';
import { natsOptions } from '../transports/nats/settings.ts';
import type { Transport, TransportDeps } from '../transports/transport.ts';
import type { Place } from './members/attachments.ts';
import type { OpenFiles } from './members/open-files.ts';

/** How machines reach each other in each kind of place; the only file that knows the transports. */
export interface Places {
  openFiles: OpenFiles;
  createTransport(place: Place, deps: TransportDeps): Promise<Transport>;
}

export function createPlaces(machine: () => MachineConfig): Places {
  const nats = (url: string) => natsOptions(url, machine().collab.nats, process.env);
  return {
    openFiles(place, tmp) {
      const callMs = machine().collab.callSeconds * 1000;
      if ('nats' in place) return createMembershipFiles(nats(place.nats), callMs);
      return createGuardedShare({ folder: place.folder, tmp, callMs });
    },
    createTransport: (place, deps) =>
      'nats' in place
        ? createNatsTransport(deps, nats(place.nats))
        : createFileTransport(deps, { folder: place.folder }),
  };
}
