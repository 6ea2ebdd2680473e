import * as z from 'zod';
import { BootEpoch, MachineId, Signature } from '#schemas/wire/names.ts';
import { Cursors } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import type { TransportDeps } from '../transport.ts';
import { newestOf, parseCounted, type Layout } from './layout.ts';
import { parseJson } from './parse-json.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const MAX_ACK_BYTES = 65_536;

/** How far a machine has applied the logs of all others. Signed by it. */
const Ack = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  ep: BootEpoch,
  counter: z.number().int().min(1),
  cursors: Cursors,
  signature: Signature,
});

export interface AckDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly ep: number;
  /** What was applied and saved here. */
  cursors(): Cursors;
}

/** Tells senders what they need not keep any longer. */
export interface Acks {
  /** Says how far this machine is, where that has changed. */
  tell(): Promise<void>;
  /** What the others have said last. */
  all(): Promise<ReadonlyMap<MachineId, Cursors>>;
}

/** What somebody has put there instead counts as little as what is not signed. */
function asNothing(error: unknown): null {
  if (error instanceof ShareError && (error.code === 'not-a-file' || error.code === 'too-large')) return null;
  throw error;
}

export function createAcks({ transport, layout, share, ep, cursors }: AckDeps): Acks {
  const { self, project, members } = transport;
  const known = new Map<MachineId, { readonly name: string; readonly cursors: Cursors }>();
  let counter = 0;
  let told = '';

  return {
    async tell() {
      const said = cursors();
      const text = JSON.stringify(said);
      if (text === told || text === '{}') return;
      counter += 1;
      const unsigned = { v: 1 as const, machine: self, ep, counter, cursors: said };
      const signature = transport.sign(bytesToSign('ack', project, unsigned));
      await share.publish(layout.ack(self, ep, counter), Buffer.from(JSON.stringify({ ...unsigned, signature })));
      told = text;
      const names = ((await share.list(layout.acks)) ?? []).filter(
        (name) => parseCounted(name, '.json')?.machine === self,
      );
      // The one before stays for whoever is just about to read it.
      const old = names.sort().slice(0, -2);
      await share.remove(old.map((name) => `${layout.acks}/${name}`));
    },
    async all() {
      for (const { machine, ep: theirEp, counter: theirs } of newestOf(
        (await share.list(layout.acks)) ?? [],
        '.json',
      )) {
        const key = members.keyOf(machine);
        const name = layout.ack(machine, theirEp, theirs);
        if (machine === self || key === null || known.get(machine)?.name === name) continue;
        const bytes = await share.read(name, MAX_ACK_BYTES).catch(asNothing);
        const ack = bytes && parseJson(bytes, Ack);
        if (!ack || ack.machine !== machine || ack.ep !== theirEp || ack.counter !== theirs) continue;
        if (!isSignedBy(key, bytesToSign('ack', project, ack), ack.signature)) continue;
        known.set(machine, { name, cursors: ack.cursors });
      }
      return new Map([...known].map(([machine, { cursors: theirs }]) => [machine, theirs]));
    },
  };
}
