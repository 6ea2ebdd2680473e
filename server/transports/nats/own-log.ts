/**
 * Where this machine's log ends on the server. Each message says which one it follows, so the server itself refuses
 * whatever would give one log two ends: a second process, a cloned machine. What was not answered is looked up before
 * anything is sent again.
 */
import { type ChunkEnd, encodeChunk } from '../file/chunk.ts';
import { type EncodedDraft, encodeRecord } from '../file/record-lines.ts';
import { type Alarm, TransportError } from '../transport.ts';
import type { LocalState } from './local-state.ts';
import { headersOf, readMessage } from './messages.ts';
import type { PlaceNames } from './names.ts';
import type { Place } from './place.ts';

export interface OwnLogDeps {
  readonly project: string;
  readonly self: string;
  readonly names: PlaceNames;
  readonly state: LocalState;
  sign(bytes: Uint8Array): string;
  /** Of this machine too, once main has confirmed it. */
  keyOf(machine: string): string | null;
  hlc(): string;
  alarm(kind: Alarm['kind'], machine: string | null, text: string): void;
}

export interface OwnLog {
  /**
   * Ids of records that are there although nobody had said so. Rejects with `in-use` where somebody else has written
   * with this machine's key.
   */
  learn(place: Place): Promise<ReadonlySet<string>>;
  /** One message; the drafts have to fit. After an error `learn` has to come first. */
  append(place: Place, drafts: readonly EncodedDraft[]): Promise<void>;
}

const NOTHING: ReadonlySet<string> = new Set();

export function createOwnLog({ project, self, names, state, sign, keyOf, hlc, alarm }: OwnLogDeps): OwnLog {
  const subject = names.logSubject(self);
  /** Place of the last message of this subject, whoever wrote it. */
  let after = 0;
  let hasWritten = false;
  /** The chunk that was sent last and not answered. */
  let unanswered: string | null = null;

  async function learn(place: Place): Promise<ReadonlySet<string>> {
    const last = await place.manager.streams.getMessage(names.logStream, { last_by_subj: subject });
    after = last?.seq ?? 0;
    const key = keyOf(self);
    // A machine that was not confirmed has nothing that anybody would believe.
    if (last === null || key === null) {
      if (state.own.seq > 0 && last === null) lostRecords();
      return NOTHING;
    }
    const found = readMessage({ data: last.data, headers: last.header }, { project, machine: self, key });
    if ('why' in found) {
      alarm(
        'bad-signature',
        self,
        `Somebody else writes to ${subject}: ${found.text}. Give each machine a user of its own.`,
      );
      return NOTHING;
    }
    if (found.hash === state.own.hash) return NOTHING;
    if (found.hash !== unanswered && hasWritten) throw inUse(self);
    if (found.chunk <= state.own.chunk) {
      lostRecords();
      return NOTHING;
    }
    moveTo(found.ep, found.chunk, found, last.seq);
    if (found.ep >= state.ep && !hasWritten) state.setEpoch(found.ep + 1);
    return new Set(found.records.map(({ id }) => id));
  }

  function lostRecords(): void {
    const text = `The server has lost records of this machine that it had acknowledged. Others that had not applied them will stop here. Restore its store.`;
    alarm('gap', self, text);
  }

  function moveTo(ep: number, chunk: number, end: ChunkEnd, at: number): void {
    state.setOwn({ ep, chunk, seq: end.last, hash: end.hash, at });
    unanswered = null;
  }

  async function append(place: Place, drafts: readonly EncodedDraft[]): Promise<void> {
    const { own, ep } = state;
    const first = own.seq + 1;
    const chunk = own.chunk + 1;
    const lines = drafts.map((draft, index) => encodeRecord(draft, { from: self, ep, seq: first + index, hlc: hlc() }));
    const { bytes, end } = encodeChunk({ project, machine: self, ep, chunk }, { first, prev: own.hash, lines }, sign);
    unanswered = end.hash;
    const { seq, duplicate } = await place.streams.publish(subject, bytes, {
      msgID: `${self}.${ep}.${first}`,
      headers: headersOf({ ep, chunk }),
      expect: { lastSubjectSequence: after },
    });
    // Something was already known under this name, and only looking shows whether it is this.
    if (duplicate) throw new Error('the message was there already');
    hasWritten = true;
    after = seq;
    moveTo(ep, chunk, end, seq);
  }

  return { learn, append };
}

const inUse = (self: string): TransportError =>
  new TransportError(
    'in-use',
    `Another process or a clone of this machine writes as ${self}. Stop it, or let one of the two join as a new machine.`,
  );
