import type { CollabView, RequestView } from '#schemas/protocol/collab.ts';
import type { RequestKind } from '#schemas/wire/bodies.ts';
import type { BridgeMemory } from './memory.ts';
import { readOldShare, type OldRequest, type OldResult, type OldShare } from './old-share.ts';
import { createOldWriter, type OldWriter } from './old-writer.ts';

/** Old readers take a machine for gone after ten minutes without a word. */
const STALE_MS = 600_000;

type Status = OldResult['status'];

/** The shared project of this machine, as a person can use it. What it refuses is told by an error. */
export interface BridgedProject {
  view(): Promise<CollabView>;
  send(what: {
    readonly to: string;
    readonly kind: RequestKind | 'note';
    readonly title: string;
    readonly text: string;
    readonly author: string;
  }): Promise<string>;
  claim(request: string, author: string): Promise<void>;
  finish(request: string, status: Status, text: string, author: string): Promise<void>;
}

export interface BridgeDeps {
  /** The folder of one project in the older share; absolute. */
  readonly folder: string;
  readonly project: BridgedProject;
  readonly memory: BridgeMemory;
  /** Makes the memory durable. */
  save(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What one round has done, as sentences; `problems` stay until somebody mends them. */
export interface BridgeReport {
  readonly done: readonly string[];
  readonly problems: readonly string[];
}

interface Round extends BridgeDeps {
  readonly old: OldShare;
  readonly view: CollabView;
  readonly writer: OldWriter;
  readonly done: string[];
  readonly problems: string[];
}

/**
 * Carries over what is new on either side. Idempotent: what was carried over is remembered, and recognised by its words
 * where the memory was lost in between.
 */
export async function bridgeRound(deps: BridgeDeps): Promise<BridgeReport> {
  const old = await readOldShare(deps.folder);
  const writer = createOldWriter(deps.folder, deps.memory);
  const round = { ...deps, old, view: await deps.project.view(), writer, done: [], problems: [...old.refused] };
  await importRequests(round);
  await answerImported(round);
  await mirrorRequests(round);
  await mirrorMachines(round);
  deps.save();
  return round;
}

/** One thing that goes wrong, such as a full share or a request that is another's, does not stop the others. */
async function attempt(round: Round, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    round.problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isOpen = ({ status }: RequestView): boolean => status === 'open' || status === 'claimed';
/** By this line an imported request is known again. */
const authorOf = ({ id, from }: OldRequest): string => `${from}, request ${id} of the older share`;

async function importRequests(round: Round): Promise<void> {
  const { old, view, memory, project } = round;
  const answered = new Set(old.results.map(({ request }) => request));
  for (const request of old.requests) {
    const place = `requests/${request.id}.json`;
    const isOurs = place in memory.written || view.requests.some(({ id }) => id === request.id);
    const isDone = isOurs || request.id in memory.imported || answered.has(request.id);
    const to = isDone || request.claimedBy !== null ? null : machineFor(request, view);
    if (to === null) continue;
    const author = authorOf(request);
    const known = view.requests.find((one) => one.author === author);
    await attempt(round, place, async () => {
      const { kind, title, text } = request;
      memory.imported[request.id] = known?.id ?? (await project.send({ to, kind, title, text, author }));
      round.save();
      round.done.push(`Request ${request.id} of ${request.from} was imported.`);
    });
  }
}

/** One of ours, or `all`; null where an old machine is meant. */
function machineFor({ to }: OldRequest, { peers }: CollabView): string | null {
  if (to === 'all') return 'all';
  const wanted = to.toLowerCase();
  return (
    peers.find(({ id, name, revoked }) => !revoked && (id === wanted || name.toLowerCase() === wanted))?.id ?? null
  );
}

/** What came of imported requests goes back; what was answered over there is cancelled here. */
async function answerImported(round: Round): Promise<void> {
  const { memory, view, old, project } = round;
  for (const [oldId, newId] of Object.entries(memory.imported)) {
    const request = view.requests.find(({ id }) => id === newId);
    if (!request) continue;
    const result = old.results.find((one) => one.request === oldId);
    if (isOpen(request) && result && !(`results/${oldId}.json` in memory.written)) {
      const text = `${result.from} has answered it in the older share: ${result.text}`.slice(0, 32_768);
      await attempt(round, `request ${newId}`, async () => {
        await project.finish(newId, 'cancelled', text, result.from);
        round.done.push(`Request ${oldId} was answered by ${result.from}.`);
      });
    } else if (!isOpen(request) && !result) await writeResult(round, oldId, request);
  }
}

async function writeResult(round: Round, id: string, request: RequestView): Promise<void> {
  const { status, result, claimedBy, updatedAt } = request;
  const place = `results/${id}.json`;
  await attempt(round, place, async () => {
    const record = {
      id,
      request: id,
      status,
      from: claimedBy ?? request.from,
      text: result ?? '',
      createdAt: iso(updatedAt),
    };
    if (await round.writer.write(place, record))
      round.done.push(`The result of request ${id} was written (${status}).`);
    else round.problems.push(`${place}: it was not written by the bridge, so it stays as it is.`);
    round.save();
  });
}

/** Open requests of ours to all can be taken by old machines; their claims and results come back. */
async function mirrorRequests(round: Round): Promise<void> {
  const { view, memory, old } = round;
  const imported = new Set(Object.values(memory.imported));
  for (const request of view.requests) {
    const place = `requests/${request.id}.json`;
    const isMirrored = place in memory.written;
    if (imported.has(request.id) || request.to !== 'all' || (!isMirrored && request.status !== 'open')) continue;
    const theirs = old.requests.find(({ id }) => id === request.id);
    const result = old.results.find((one) => one.request === request.id);
    if (!isMirrored) await writeRequest(round, request);
    else if (isOpen(request) && result) await takeResult(round, request, result);
    else if (request.status === 'open' && theirs?.claimedBy) await takeClaim(round, request, theirs.claimedBy);
    else if (!isOpen(request) && !result) await writeResult(round, request.id, request);
  }
}

async function writeRequest(round: Round, { id, kind, title, text, from, author, at }: RequestView): Promise<void> {
  const place = `requests/${id}.json`;
  await attempt(round, place, async () => {
    const record = { id, kind, title, text, from, author, to: 'all', status: 'open', createdAt: iso(at) };
    if (await round.writer.write(place, record)) round.done.push(`Request ${id} was written to the older share.`);
    else round.problems.push(`${place}: it was not written by the bridge, so it stays as it is.`);
    round.save();
  });
}

async function takeClaim(round: Round, { id }: RequestView, by: string): Promise<void> {
  await attempt(round, `request ${id}`, async () => {
    await round.project.claim(id, `${by} in the older share`.slice(0, 200));
    round.done.push(`Request ${id} was claimed by ${by}.`);
  });
}

async function takeResult(round: Round, { id, status }: RequestView, result: OldResult): Promise<void> {
  const author = `${result.from} in the older share`.slice(0, 200);
  await attempt(round, `request ${id}`, async () => {
    if (status === 'open') await round.project.claim(id, author);
    await round.project.finish(id, result.status, result.text, author);
    round.done.push(`Request ${id} was answered by ${result.from} (${result.status}).`);
  });
}

async function mirrorMachines(round: Round): Promise<void> {
  const { view, old, memory, project, now } = round;
  const ours = new Set(view.peers.map(({ id }) => `machines/${id}/state.json`));
  for (const peer of view.peers) {
    // A machine that says nothing is left alone, and becomes stale over there too.
    if (peer.revoked || !(peer.self || peer.freshness === 'fresh' || peer.freshness === 'late')) continue;
    const place = `machines/${peer.id}/state.json`;
    const { id, name, role, activity, task, queue } = peer;
    const heartbeatAt = iso(view.at - (peer.ageMs ?? 0));
    await attempt(round, place, async () => {
      if (!(await round.writer.write(place, { id, name, role, activity, task, queue, heartbeatAt }))) {
        round.problems.push(`${place}: another machine has this name there; rename one of the two.`);
      }
    });
  }
  for (const { id, role, seenAt } of old.machines) {
    if (ours.has(`machines/${id}/state.json`)) continue;
    const state = seenAt !== null && now() - seenAt < STALE_MS ? 'fresh' : 'stale';
    if (memory.machines[id] === state) continue;
    const what = state === 'fresh' ? 'is at work' : 'has said nothing for ten minutes';
    const text = `${id} (${role ?? 'no role'}) of the older share ${what}.`;
    await attempt(round, `machine ${id}`, async () => {
      await project.send({ to: 'all', kind: 'note', title: '', text, author: 'bridge' });
      memory.machines[id] = state;
      round.done.push(text);
    });
  }
}

const iso = (at: number): string => new Date(at).toISOString();
