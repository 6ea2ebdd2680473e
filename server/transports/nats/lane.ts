import { AckPolicy, type ConsumerMessages, DeliverPolicy, type JsMsg, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Chunk, ChunkPlace } from '../file/chunk.ts';
import type { Tail } from './local-state.ts';
import { readMessage } from './messages.ts';
import type { Place } from './place.ts';
import type { ReaderDeps } from './reader.ts';

/** So many messages wait here at most; with their largest size that is what one sender can take of this machine's memory. */
const AHEAD = 32;
const FORGET_CONSUMER_MS = 300_000;
/** While nothing comes; with many senders, asking is all that an idle machine does. */
const ASK_AGAIN_MS = 60_000;
const LONGEST_RETRY_MS = 5_000;

export interface LaneDeps extends ReaderDeps {
  readonly place: Place;
  readonly machine: string;
  apply(record: WireRecord): Promise<void>;
  /** The log is wrong from here on; nothing more of it is applied. */
  stop(): void;
}

export interface Lane {
  close(): void;
  readonly ended: Promise<void>;
}

type Verdict = 'goes-on' | 'stops' | 'begins-anew';

export function openLane(deps: LaneDeps): Lane {
  const { machine, state, scheduler } = deps;
  const closing = new AbortController();
  let messages: ConsumerMessages | null = null;
  let hasRefused = false;

  async function run(): Promise<void> {
    while (!closing.signal.aborted && deps.keyOf(machine) !== null) {
      try {
        messages = await consume(deps);
        if (closing.signal.aborted) return messages.stop();
        const verdict = await readAll(messages);
        if (verdict === 'stops') return deps.stop();
      } catch (error) {
        if (!closing.signal.aborted) deps.failed(error);
      } finally {
        messages?.stop();
      }
      await scheduler.sleep(deps.pollMs, closing.signal);
    }
  }

  async function readAll(from: ConsumerMessages): Promise<Verdict> {
    for await (const message of from) {
      if (closing.signal.aborted) return 'begins-anew';
      const verdict = await take(message);
      if (verdict !== 'goes-on') return verdict;
    }
    return 'begins-anew';
  }

  async function take(message: JsMsg): Promise<Verdict> {
    const key = deps.keyOf(machine);
    if (key === null) return 'begins-anew';
    const found = inspect(message, key, deps, hasRefused);
    hasRefused ||= found === 'refused';
    if (found === 'refused' || found === 'known') return 'goes-on';
    return found === 'wrong' ? 'stops' : applyAll(found, message.seq);
  }

  async function applyAll(chunk: Chunk & ChunkPlace, at: number): Promise<Verdict> {
    for (const record of chunk.records) {
      if (!(await applyUntilDone(deps, record, closing.signal))) return 'begins-anew';
    }
    const { ep, chunk: number, last: seq, hash } = chunk;
    state.setApplied(machine, { ep, chunk: number, seq, hash, at });
    return 'goes-on';
  }

  return {
    close() {
      closing.abort();
      messages?.stop();
    },
    ended: run(),
  };
}

/** `hasRefused`: something was passed over before. Raises the alarms. */
function inspect(
  message: JsMsg,
  key: string,
  { project, machine, state, alarm }: LaneDeps,
  hasRefused: boolean,
): (Chunk & ChunkPlace) | 'refused' | 'known' | 'wrong' {
  const read = readMessage(message, { project, machine, key });
  const where = `message ${message.seq} of ${machine}'s log`;
  if ('why' in read) {
    // Others may be able to write here, too, so this says nothing about the machine; and nothing of its log is skipped by
    // it, because the next chunk has to follow the last one that was applied.
    alarm(
      read.why === 'incomplete' ? 'bad-signature' : read.why,
      machine,
      `${where} is refused: ${read.text}. ${REFUSED}`,
    );
    return 'refused';
  }
  const fault = faultOf(read, state.applied(machine), hasRefused);
  if (fault === null) return read;
  if (fault === 'known') return 'known';
  alarm(fault, machine, `${where} does not follow what was applied before. ${WRONG}`);
  return 'wrong';
}

/** False: the lane was closed before. */
async function applyUntilDone(deps: LaneDeps, record: WireRecord, closing: AbortSignal): Promise<boolean> {
  for (let tries = 0; !closing.aborted; tries += 1) {
    try {
      await deps.apply(record);
      return true;
    } catch (error) {
      deps.failed(error);
      await deps.scheduler.sleep(Math.min(LONGEST_RETRY_MS, deps.pollMs * 2 ** Math.min(tries, 16)), closing);
    }
  }
  return false;
}

/** After something was passed over, a first chunk that is not the very first may have lost others. */
function faultOf(chunk: Chunk, applied: Tail, hasRefused: boolean): 'known' | 'gap' | 'fork' | null {
  if (chunk.last < applied.seq) return 'known';
  if (chunk.last === applied.seq) return chunk.hash === applied.hash ? 'known' : 'fork';
  // Whoever has applied nothing yet begins with what the log still holds.
  if (applied.seq === 0 && !hasRefused) return null;
  if (chunk.first > applied.seq + 1) return 'gap';
  return chunk.prev === applied.hash ? null : 'fork';
}

const WRONG =
  'Nothing more of this machine is applied; ask its person whether it was cloned or restored, and let it join anew.';
const REFUSED =
  'Where the machine runs a later CLUTCH, update this one; otherwise somebody else writes to its log: give each machine a user of its own.';

async function consume({ place, names, machine, state }: LaneDeps): Promise<ConsumerMessages> {
  const { at } = state.applied(machine);
  const { last_seq: end } = (await place.manager.streams.info(names.logStream)).state;
  const info = await place.manager.consumers.add(names.logStream, {
    filter_subject: names.logSubject(machine),
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    mem_storage: true,
    inactive_threshold: nanos(FORGET_CONSUMER_MS),
    // A stream that ends before the place that was reached is another one, or one that was restored.
    ...(at > 0 && at <= end
      ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: at + 1 }
      : { deliver_policy: DeliverPolicy.All }),
  });
  const consumer = place.streams.consumers.getConsumerFromInfo(info);
  return consumer.consume({ max_messages: AHEAD, expires: ASK_AGAIN_MS, abort_on_missing_resource: true });
}
