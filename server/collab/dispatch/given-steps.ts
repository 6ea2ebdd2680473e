import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Accept, Refuse, Result, SessionNote } from '#schemas/wire/bodies.ts';
import type { Outcome } from '../../runs/performer.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { Assignment, Heard } from './assignments.ts';
import { type Candidate, chooseWorker } from './choose-worker.ts';
import { bundleBase, isOnRemote } from './code.ts';
import { type GivenTask, LOOK_MS } from './given-task.ts';
import { takeIn } from './take-in.ts';

/** So long a machine that is there may take to answer an offer. */
const OFFER_MS = 60_000;
/** So long a refusal counts. */
const REFUSED_MS = 60_000;

/** What comes of a step: the outcome, null where it is to be done here, or another step. */
type Step = (given: GivenTask) => Promise<Outcome | null | 'again'>;

/** One step of a session that was given away, by how far it is. Each may be interrupted at any point and made again. */
export const STEPS: Readonly<Record<Assignment['state'], Step>> = {
  choosing: choose,
  offered: awaitAnswer,
  working: follow,
  here: () => Promise.resolve(null),
  over: finish,
};

async function choose(given: GivenTask): Promise<null | 'again'> {
  const { deps, task, effect, context, current, change, tell, pause } = given;
  const { transport, self } = deps.project;
  context.onPlaced(null);
  const { dispatch, dispatchNeeds } = readProjectConfig(effect.root);
  const { state, text } = transport.health();
  const choice = chooseWorker(candidates(given), {
    agent: effect.runtime,
    needs: dispatchNeeds,
    dispatch,
    blind: state === 'ok' ? null : text,
  });
  if (choice.where === 'worker') {
    change({ state: 'offered', machine: choice.machine, offer: uuidV7(), inbox: [] });
    return 'again';
  }
  if (choice.where === 'wait') {
    tell(`waits for a worker: ${choice.why}`);
    await pause();
    return 'again';
  }
  // Whoever had it must have lost it before it is begun here.
  const granted = current().token === null ? null : await transport.leases.grant(task, self);
  if (granted !== null && 'retryInMs' in granted) return waitForLease(given, granted.retryInMs);
  change({ state: 'here', machine: null, ...(granted === null ? {} : { token: granted.token }) });
  tell(`works here: ${choice.why}`);
  return null;
}

async function waitForLease({ tell, pause }: GivenTask, retryInMs: number): Promise<'again'> {
  tell(`waits ${Math.ceil(retryInMs / 1000)} s until the lease of the machine that had it is over`);
  await pause(retryInMs);
  return 'again';
}

async function awaitAnswer(given: GivenTask): Promise<'again'> {
  const { deps, effect, context, current, nameOf, passOn, pause, sayOnce, tell } = given;
  const { transport } = deps.project;
  const { machine, offer: id, changedAt, inbox } = current();
  if (machine === null || id === null) return passOn('the offer was damaged');
  await sayOnce<'offer'>(id, async () => {
    const playbook = effect.playbook === null ? null : await transport.putBlob(effect.playbook);
    return { to: machine, type: 'offer', body: { run: context.run, effect, playbook } };
  });
  const [heard] = inbox;
  if (heard?.type === 'accept') return begin(given, machine, heard);
  if (heard?.type === 'refuse') return passOn(whyOf(heard));
  const isThere = transport.peers().some((peer) => peer.machine === machine && peer.freshness === 'fresh');
  const waited = deps.now() - changedAt;
  if (waited > OFFER_MS || (!isThere && waited > LOOK_MS * 4)) return passOn('it did not answer the offer');
  tell(`offered to ${nameOf(machine)}, waiting for it to accept`);
  await pause();
  return 'again';
}

async function begin(given: GivenTask, machine: string, accept: Heard): Promise<'again'> {
  const { deps, task, nameOf, tell, change } = given;
  const { has } = Accept.parse(accept.body);
  const granted = await deps.project.transport.leases.grant(task, machine);
  if ('retryInMs' in granted) return waitForLease(given, granted.retryInMs);
  tell(`sends the code to ${nameOf(machine)}`);
  const bundle = await sendBase(given, has);
  change({ state: 'working', token: granted.token, code: { id: uuidV7(), bundle }, inbox: [] });
  return 'again';
}

async function follow(given: GivenTask): Promise<'again'> {
  const { deps, task, context, answering, current, passOn, pause, sayOnce } = given;
  const { transport } = deps.project;
  const { machine, token, code, offer: re, inbox } = current();
  if (machine === null || token === null || code === null || re === null) return passOn('the assignment was damaged');
  context.onPlaced(given.nameOf(machine));
  const body = { bundle: code.bundle };
  await sayOnce<'code'>(code.id, () => Promise.resolve({ to: machine, type: 'code', token, re, body }));
  answering.start(machine, token);
  const [heard] = inbox;
  if (heard) return hear(given, heard);
  const holder = transport.leases.holder(task);
  const isLive = holder !== null && holder.token === token && holder.isLive;
  if (!isLive && transport.health().state === 'ok') return passOn('it was not heard of for as long as its lease');
  await pause();
  return 'again';
}

async function hear({ context, current, change, passOn }: GivenTask, heard: Heard): Promise<'again'> {
  const inbox = current().inbox.filter(({ id }) => id !== heard.id);
  switch (heard.type) {
    case 'result':
      change({ state: 'over', result: Result.parse(heard.body), inbox: [], asks: [] });
      return 'again';
    case 'refuse':
      return passOn(whyOf(heard));
    case 'ask':
      change({ inbox, asks: [...current().asks, { id: heard.id, body: heard.body }] });
      return 'again';
    case 'session-note': {
      const { body } = SessionNote.parse(heard.body);
      // The agent's own session is on the worker; nobody here can go on with it.
      if (body.kind !== 'session') context.records.add(body);
      change({ inbox });
      return 'again';
    }
    case 'accept':
      change({ inbox });
      return 'again';
  }
}

async function finish({ deps, task, effect, context, ...given }: GivenTask): Promise<Outcome | 'again'> {
  const { machine, token, result } = given.current();
  if (machine === null || token === null || result === null) {
    given.change({ state: 'choosing', machine: null, offer: null, code: null });
    return 'again';
  }
  const name = given.nameOf(machine);
  given.tell(`takes in what ${name} did`);
  const outcome = await takeIn(deps, task, effect, result, name, context.signal);
  await deps.project.say({ to: machine, type: 'cancel', task, token, body: { why: 'taken in' } });
  return outcome;
}

const whyOf = ({ body }: Heard): string => Refuse.parse(body).why;

function candidates({ deps: { project, assignments, now }, task, current }: GivenTask): Candidate[] {
  const { refused } = current();
  const peers = new Map(project.transport.peers().map((peer) => [peer.machine, peer]));
  return (project.roster()?.machines ?? []).flatMap(({ machine, name, role, revoked }) => {
    const peer = peers.get(machine);
    if (!peer || revoked || machine === project.self) return [];
    const { busy, queue, slots, capabilities } = peer.status;
    const refusal = refused.find((one) => one.machine === machine && now() - one.at < REFUSED_MS);
    const given = assignments.given(machine, task);
    const { freshness } = peer;
    return [{ machine, name, role, freshness, busy, queue, slots, capabilities, given, refused: refusal?.why ?? null }];
  });
}

async function sendBase(
  { deps: { project, folder }, task, effect }: GivenTask,
  has: readonly string[],
): Promise<string | null> {
  const { root, base } = effect;
  const { dispatchRemote } = readProjectConfig(root);
  if (dispatchRemote !== null && (await isOnRemote(root, dispatchRemote, base))) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${task}.bundle`);
  try {
    return (await bundleBase(root, { task, base, has, file })) ? await project.transport.putBlob(file) : null;
  } finally {
    rmSync(file, { force: true });
  }
}
