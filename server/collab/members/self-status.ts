import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { MachineConfig } from '#schemas/settings.ts';
import type { TransportTiming } from '../../transports/transport.ts';
import type { Attachment } from './attachments.ts';

/** What this machine says of itself as long as nothing is done on it. */
export function idleStatus({ role, capabilities, slots }: Attachment, { collab }: MachineConfig): MachineStatus {
  return {
    role,
    activity: null,
    queue: 0,
    busy: 0,
    slots: slots ?? collab.slots,
    task: null,
    lastResult: null,
    capabilities: [...new Set([...collab.capabilities, ...capabilities])].slice(0, 64),
    ssh: collab.ssh,
  };
}

export function timingOf({ collab }: MachineConfig): TransportTiming {
  return {
    beatMs: collab.beatSeconds * 1000,
    pollMs: collab.pollSeconds * 1000,
    idlePollMs: collab.idlePollSeconds * 1000,
    leaseMs: collab.leaseSeconds * 1000,
    leaseSyncedMs: collab.leaseSyncedSeconds * 1000,
    callMs: collab.callSeconds * 1000,
    retentionMs: collab.retentionDays * 86_400_000,
  };
}
