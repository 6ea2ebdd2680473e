import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { WireRecord } from '#schemas/wire/record.ts';
import type { Transport, TransportDeps } from '../../../server/transports/transport.ts';

/**
 * Transports of several machines in one process: what one publishes is kept for ever and handed to every other one that
 * knows the sender's key, in order, again and again until it takes it.
 */
export function createMemoryHub(blobs: string) {
  const records: WireRecord[] = [];
  const wakes = new Set<() => void>();
  const present = new Set<string>();
  const connect = (deps: TransportDeps): Promise<Transport> => {
    let isClosed = false;
    const done = new Set<string>();
    let turn = Promise.resolve();
    let handle: ((record: WireRecord) => Promise<void>) | null = null;
    const deliver = async (): Promise<void> => {
      const stuck = new Set<string>();
      for (const record of records) {
        if (isClosed || handle === null) return;
        const { id, from } = record;
        if (from === deps.self || done.has(id) || stuck.has(from) || deps.members.keyOf(from) === null) continue;
        await handle(record).then(
          () => done.add(id),
          () => stuck.add(from),
        );
      }
      if (stuck.size > 0) setTimeout(wake, 20).unref();
    };
    const wake = (): void => void (turn = turn.then(deliver));
    wakes.add(wake);
    present.add(deps.self);
    let seq = 0;
    return Promise.resolve({
      capabilities: () => ({
        kind: 'file',
        atomicClaim: false,
        class: 'unknown',
        ordering: 'per-sender',
        maxBody: 65_536,
        durability: 'none',
      }),
      async publish(drafts) {
        for (const draft of drafts) {
          seq += 1;
          const hlc = `${String(Date.now()).padStart(13, '0')}-0000`;
          const whole = WireRecord.parse({ ...draft, v: 1, from: deps.self, ep: 1, seq, hlc });
          records.push(structuredClone(whole));
        }
        for (const one of wakes) one();
        return 'acknowledged';
      },
      subscribe(given) {
        handle = given;
        wake();
      },
      poke: wake,
      peers: () =>
        [...present]
          .filter((machine) => machine !== deps.self)
          .map((machine) => ({
            machine,
            ep: 1,
            counter: 1,
            ageMs: 0,
            freshness: 'fresh',
            status: { ...deps.status(), role: 'worker' },
            skewMs: 0,
            mustResync: false,
          })),
      health: () => ({ state: 'ok', text: 'In memory.', since: 0, undelivered: 0 }),
      alarms: () => [],
      leases: {
        grant: () => Promise.reject(new Error('no leases in memory')),
        holder: () => null,
        held: () => {
          throw new Error('no leases in memory');
        },
        claim: () => Promise.resolve(null),
        release: () => Promise.resolve(),
      },
      snapshots: {
        write: () => Promise.resolve(),
        read: () => Promise.resolve(null),
        needed: () => Promise.resolve([]),
        resume: () => Promise.resolve(),
      },
      putBlob(file) {
        const sha = createHash('sha256').update(readFileSync(file)).digest('hex');
        mkdirSync(blobs, { recursive: true });
        copyFileSync(file, path.join(blobs, sha));
        return Promise.resolve(sha);
      },
      getBlob: (sha) => Promise.resolve(path.join(blobs, sha)),
      onChange: () => () => undefined,
      close() {
        isClosed = true;
        wakes.delete(wake);
        present.delete(deps.self);
        return Promise.resolve();
      },
    } satisfies Transport);
  };
  return {
    connect,
    records: records as readonly WireRecord[],
    /** As if somebody had said it, whoever that is. */
    inject(record: WireRecord): void {
      records.push(record);
      for (const one of wakes) one();
    },
  };
}
