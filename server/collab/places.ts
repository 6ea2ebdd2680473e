import type { MachineConfig } from '#schemas/settings.ts';
import { createFileTransport } from '../transports/file/file-transport.ts';
import { createGuardedShare } from '../transports/file/guarded-share.ts';
import type { Transport, TransportDeps } from '../transports/transport.ts';
import { CollabError } from './collab-error.ts';
import type { Place } from './members/attachments.ts';
import type { OpenFiles } from './members/open-files.ts';

/** How machines reach each other in each kind of place; the only file that knows the transports. */
export interface Places {
  openFiles: OpenFiles;
  createTransport(place: Place, deps: TransportDeps): Promise<Transport>;
}

export function createPlaces(machine: () => MachineConfig): Places {
  return {
    openFiles(place, tmp) {
      const callMs = machine().collab.callSeconds * 1000;
      return createGuardedShare({ folder: folderOf(place), tmp, callMs });
    },
    createTransport: (place, deps) => createFileTransport(deps, { folder: folderOf(place) }),
  };
}

function folderOf(place: Place): string {
  if ('folder' in place) return place.folder;
  throw new CollabError('Sharing over NATS is not part of this build. Give a folder.');
}
