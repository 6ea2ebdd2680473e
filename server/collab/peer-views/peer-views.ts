import type { PeerView } from '#schemas/protocol/collab.ts';
import type { MachineRole, MachineStatus, Roster, RosterEntry } from '#schemas/wire/machine.ts';
import { ageWords, durationWords } from '#schemas/webview/time-words.ts';
import type { Alarm, PeerSighting, TransportHealth } from '../../transports/transport.ts';
import type { SharedProject } from '../shared-project.ts';

/** As many problems of one machine are shown. */
const PROBLEMS = 5;
/** A clock that is further off makes ages and orders look wrong. */
const SKEW_MS = 5_000;

/**
 * The machines of a project as people see them, this one first. What this machine cannot see it does not claim: while
 * its own view is old, the others are unknown, whatever was seen last.
 */
export function peerViews(project: SharedProject, now: number): PeerView[] {
  const { self, transport } = project;
  const roster = project.roster();
  const health = transport.health();
  const alarms = transport.alarms();
  const sightings = new Map(transport.peers().map((sighting) => [sighting.machine, sighting]));
  const entries = new Map(roster?.machines.map((entry) => [entry.machine, entry]));
  const others = [...new Set([...entries.keys(), ...sightings.keys()])].filter((machine) => machine !== self);
  const mine = selfView(project, entries.get(self) ?? null, alarms, now);
  return [
    mine,
    ...others
      .map((machine) => ({ machine, entry: entries.get(machine) ?? null, sighting: sightings.get(machine) ?? null }))
      .map((seen) => peerView(seen, roster, health, alarms, now))
      .toSorted(byRank),
  ];
}

interface Seen {
  readonly machine: string;
  readonly entry: RosterEntry | null;
  readonly sighting: PeerSighting | null;
}

function selfView(
  { self, status, role, roster }: SharedProject,
  entry: RosterEntry | null,
  alarms: readonly Alarm[],
  now: number,
): PeerView {
  const known = role();
  return {
    ...workOf(status()),
    id: self,
    name: entry?.name ?? self,
    self: true,
    role: known ?? 'observer',
    roleSource: roleSourceOf(roster(), entry, true),
    freshness: 'fresh',
    evidence: 'This server answered just now.',
    ageMs: 0,
    skewMs: 0,
    revoked: entry?.revoked ?? false,
    problems: [...(entry?.revoked === true ? [REVOKED_SELF] : []), ...alarmsOf(self, alarms, now)],
  };
}

const REVOKED_SELF =
  'Main has revoked this machine, so nobody listens to it any more. To take part again, leave and join with a new code.';

function peerView(
  { machine, entry, sighting }: Seen,
  roster: Roster | null,
  health: TransportHealth,
  alarms: readonly Alarm[],
  now: number,
): PeerView {
  const role: MachineRole = entry?.role ?? sighting?.status.role ?? 'observer';
  const revoked = entry?.revoked ?? false;
  return {
    ...workOf(sighting?.status ?? null),
    id: machine,
    name: entry?.name ?? machine,
    self: false,
    role: roster?.main === machine ? 'main' : role,
    roleSource: roleSourceOf(roster, entry, false),
    ...freshnessOf(sighting, health, now),
    skewMs: sighting?.skewMs ?? null,
    revoked,
    problems: [...peerProblems(sighting, role, revoked), ...alarmsOf(machine, alarms, now)].slice(0, PROBLEMS),
  };
}

function workOf(status: MachineStatus | null) {
  return {
    activity: status?.activity ?? null,
    queue: status?.queue ?? 0,
    busy: status?.busy ?? 0,
    slots: status?.slots ?? 0,
    task: status?.task ?? null,
    lastResult: status?.lastResult ?? null,
    capabilities: status?.capabilities ?? [],
    ssh: status?.ssh ?? null,
  };
}

function roleSourceOf(roster: Roster | null, entry: RosterEntry | null, self: boolean): string {
  if (roster === null) return 'not confirmed by main yet';
  if (entry === null) return self ? 'not confirmed by main yet' : 'what it says itself; it is in no roster';
  const main = roster.machines.find(({ machine }) => machine === roster.main)?.name ?? roster.main;
  return `roster ${roster.version} of ${main}`;
}

/** With these nothing new can be read, so nothing is known of the others. */
const BLIND: Partial<Record<TransportHealth['state'], string>> = {
  'stale-view': "this machine's own view is stale",
  hangs: 'the shared place does not answer',
  gone: 'the shared place is not there',
  refused: 'the shared place refuses this machine',
};

function freshnessOf(
  sighting: PeerSighting | null,
  { state }: TransportHealth,
  now: number,
): Pick<PeerView, 'freshness' | 'evidence' | 'ageMs'> {
  const ageMs = sighting?.ageMs ?? null;
  const age = ageMs === null ? null : ageWords(now - ageMs, now);
  const blind = BLIND[state];
  if (blind !== undefined) {
    const last = age === null ? 'It was not seen before.' : `Its beat was last seen ${age}.`;
    return { freshness: 'unknown', evidence: `Not known, because ${blind}. ${last}`, ageMs };
  }
  if (sighting === null) return { freshness: 'unknown', evidence: 'No beat of it was ever seen here.', ageMs };
  const { freshness, counter } = sighting;
  const evidence =
    age === null ? `Beat ${counter} is from before this server started.` : words[freshness](counter, age);
  return { freshness, evidence, ageMs };
}

const words: Record<PeerSighting['freshness'], (counter: number, age: string) => string> = {
  fresh: (counter, age) => `Beat ${counter} came ${age}.`,
  late: (counter, age) => `Beat ${counter} came ${age}; the next one is overdue.`,
  stale: (counter, age) => `No beat since ${counter}, which came ${age}. It may be asleep or cut off.`,
  gone: (counter, age) =>
    `No beat since ${counter}, which came ${age}. Start clutch worker there, or look at its network.`,
  unknown: (counter, age) => `Beat ${counter} came ${age}; whether there are later ones is not known.`,
};

function peerProblems(sighting: PeerSighting | null, role: MachineRole, revoked: boolean): string[] {
  const problems: string[] = [];
  if (revoked)
    problems.push('Revoked: nothing that it says counts. To take part again it has to join with a new code.');
  if (sighting === null) return problems;
  const { status, skewMs, mustResync } = sighting;
  if (mustResync) {
    problems.push('It fell so far behind that records it has not read were removed; it begins anew from a snapshot.');
  }
  if (skewMs !== null && Math.abs(skewMs) > SKEW_MS) {
    const side = skewMs > 0 ? 'ahead of' : 'behind';
    const advice = 'Nothing is decided by clocks, but times look wrong: set both by network time.';
    problems.push(`Its clock is at least ${durationWords(Math.abs(skewMs))} ${side} this machine's. ${advice}`);
  }
  if (!revoked && status.role !== role && role !== 'main') {
    problems.push(`It takes itself for ${status.role}, so it has not read the newest roster yet.`);
  }
  return problems;
}

/** Newest first; the same thing once. */
export function alarmsOf(machine: string | null, alarms: readonly Alarm[], now: number): string[] {
  const own = alarms.filter((alarm) => alarm.machine === machine).toSorted((a, b) => b.at - a.at);
  const seen = new Map<string, string>();
  for (const { at, text } of own) if (!seen.has(text)) seen.set(text, `${text} (${ageWords(at, now)})`);
  return [...seen.values()].slice(0, PROBLEMS);
}

const rank = { main: 0, worker: 1, observer: 2 } as const;

function byRank(a: PeerView, b: PeerView): number {
  const revoked = Number(a.revoked) - Number(b.revoked);
  return revoked || rank[a.role] - rank[b.role] || (a.name < b.name ? -1 : 1);
}
