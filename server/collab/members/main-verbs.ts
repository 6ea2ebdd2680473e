import type { NewTerm } from '#schemas/wire/bodies.ts';
import type { MachineRole, Roster, RosterEntry } from '#schemas/wire/machine.ts';
import type { MachineId } from '#schemas/wire/names.ts';
import { bytesToSign, signerOf, type KeyPair } from '../../platform/signed-json.ts';
import { CollabError } from '../collab-error.ts';
import type { Message, SharedProject } from '../shared-project.ts';
import { recoveryKeys } from './codes.ts';
import { withdraw, type InvitationDeps } from './invitations.ts';
import { considerRoster, considerTerm } from './roster-rules.ts';

const MOST_MEMBERS = 64;

export interface VerbDeps extends InvitationDeps {
  readonly keys: KeyPair;
  /** Null while nothing is attached, so that nobody can be told but through the place. */
  shared(): SharedProject | null;
}

/** A person lets a machine in; nothing else does. */
export async function confirm(deps: VerbDeps, machine: MachineId, role: MachineRole): Promise<void> {
  const roster = requireMain(deps);
  if (role === 'main') throw new CollabError(`There is one main. Confirm ${machine} as worker, then hand over to it.`);
  const invitation = deps.file.get().find(({ request }) => request?.card.machine === machine);
  const card = invitation?.request?.card;
  if (!invitation || !card) {
    throw new CollabError(
      `${machine} does not ask to join now. clutch members shows who does; a code is good for one machine.`,
    );
  }
  if (roster.machines.length >= MOST_MEMBERS)
    throw new CollabError(`A project has at most ${MOST_MEMBERS} machines, revoked ones included.`);
  const { name, key } = card;
  await changeMachines(deps, [...roster.machines, { machine, name, key, role, revoked: false }]);
}

export async function reject(deps: VerbDeps, machine: MachineId): Promise<void> {
  requireMain(deps);
  const invitation = deps.file.get().find(({ request }) => request?.card.machine === machine);
  if (!invitation) throw new CollabError(`${machine} does not ask to join now. clutch members shows who does.`);
  await withdraw(deps, invitation.id);
}

export async function changeRole(deps: VerbDeps, machine: MachineId, role: 'worker' | 'observer'): Promise<void> {
  await changeOne(deps, machine, { role });
}

/** From then on nothing of it counts; its id and its key stay taken. */
export async function revoke(deps: VerbDeps, machine: MachineId): Promise<void> {
  await changeOne(deps, machine, { revoked: true });
}

/** Planned: main itself names the next one. Both have to be there, because in between nobody decides. */
export async function handOver(deps: VerbDeps, machine: MachineId): Promise<void> {
  const { believing, keys, shared } = deps;
  const entry = requireMember(requireMain(deps), machine);
  const peer = shared()
    ?.transport.peers()
    .find((one) => one.machine === machine);
  if (peer?.freshness !== 'fresh' && peer?.freshness !== 'late') {
    throw new CollabError(
      `${machine} is not there now, so it cannot take over. Start clutch worker on it, then hand over.`,
    );
  }
  await beginTerm(deps, { term: believing.belief().term + 1, main: machine, by: 'main', key: entry.key }, keys);
}

/** After main's death, by a person with the recovery code: this machine is main. */
export async function takeOver(deps: VerbDeps, recoveryCode: string): Promise<void> {
  const { believing } = deps;
  await believing.refresh();
  const { recoveryKey, term } = believing.belief();
  if (believing.role() === null)
    throw new CollabError('This machine is no member of the project, so it cannot become main.');
  if (believing.role() === 'main') throw new CollabError('This machine is main already.');
  const keys = await recoveryKeys(recoveryCode, believing.project);
  if (keys.publicKey !== recoveryKey) {
    throw new CollabError(
      'That is not the recovery code that was shown when the project was first shared. Look for a typing mistake; nothing was changed.',
    );
  }
  await beginTerm(deps, { term: term + 1, main: believing.self, by: 'recovery', key: deps.keys.publicKey }, keys);
  await sayOwnRoster(deps);
}

/** Who has just become main says its first roster, and says it again if that could not be done before. */
export async function sayOwnRoster(deps: VerbDeps): Promise<void> {
  const { believing } = deps;
  const { version, roster } = believing.belief();
  if (believing.role() === 'main' && version === 0 && roster !== null) await changeMachines(deps, roster.machines);
}

async function beginTerm(deps: VerbDeps, unsigned: Omit<NewTerm, 'signature'>, signer: KeyPair): Promise<void> {
  const { believing, place } = deps;
  const signature = signerOf(signer)(bytesToSign('new-term', believing.project, unsigned));
  const body = { ...unsigned, signature };
  await place.publishTerm(believing.self, body);
  believing.adoptOwn(considerTerm(believing.belief(), believing.project, body));
  await tell(deps, { to: 'all', type: 'new-term', body });
}

async function changeOne(deps: VerbDeps, machine: MachineId, change: Partial<RosterEntry>): Promise<void> {
  const roster = requireMain(deps);
  requireMember(roster, machine);
  if (machine === roster.main) {
    throw new CollabError(`${machine} is main. Hand over to another machine first: clutch members hand-over.`);
  }
  await changeMachines(
    deps,
    roster.machines.map((one) => (one.machine === machine ? { ...one, ...change } : one)),
  );
}

/** First where newcomers find it, then on this disk, then told to all: whatever is missed is made up for by `refresh`. */
async function changeMachines(deps: VerbDeps, machines: readonly RosterEntry[]): Promise<void> {
  const { believing, place, keys } = deps;
  const { term, main, recoveryKey, version, roster: before } = believing.belief();
  const next = Math.max(version, before?.version ?? 0) + 1;
  const roster: Roster = { v: 1, term, version: next, main, recoveryKey, machines: [...machines] };
  const unsigned = { v: 1 as const, roster };
  const signature = signerOf(keys)(bytesToSign('roster', believing.project, unsigned));
  await place.publishRoster({ ...unsigned, signature });
  believing.adoptOwn(considerRoster(believing.belief(), roster));
  await tell(deps, { to: 'all', type: 'roster', body: roster });
}

/** What was decided counts already; a record only makes it known sooner than the next look of the others. */
async function tell({ believing, shared }: VerbDeps, message: Message<'roster' | 'new-term'>): Promise<void> {
  try {
    await shared()?.say(message);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    believing.problem(`The others learn of a change of members only when they look again: ${why}`);
  }
}

function requireMain({ believing }: VerbDeps): Roster {
  const roster = believing.roster();
  if (roster !== null && believing.role() === 'main') return roster;
  throw new CollabError(`Only main (${believing.main() ?? 'unknown'}) decides about members. Do this there.`);
}

function requireMember(roster: Roster, machine: MachineId): RosterEntry {
  const entry = roster.machines.find((one) => one.machine === machine && !one.revoked);
  if (entry) return entry;
  throw new CollabError(`${machine} is no member of this project. clutch members shows who is.`);
}
