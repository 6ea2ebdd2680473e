import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { Accept, Refuse, Result, SessionNote } from '#schemas/wire/bodies.ts';
import { AgentError } from '../../engine/ports.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { type EffectContext, type Outcome, ServerLeaves } from '../../runs/performer.ts';
import type { SharedProject } from '../shared-project.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { createAnswering } from './answering.ts';
import type { Assignment, Assignments, Heard } from './assignments.ts';
import { type Candidate, chooseWorker } from './choose-worker.ts';
import { bundleBase } from './code.ts';
import { takeIn } from './take-in.ts';
import { taskOf } from './task-name.ts';

type Mission = EffectOf<'run-agent'>;

export interface GivenDeps {
  readonly project: SharedProject;
  readonly assignments: Assignments;
  /** For bundles on their way; local. */
  readonly folder: string;
  readonly now: () => number;
  sign(bytes: Uint8Array): string;
  /** What the worker does right now, told while the session waits. */
  onActivity(task: string, listener: (text: string, changed: number | null) => void): () => void;
}

/** So long a machine that is there may take to answer an offer. */
const OFFER_MS = 60_000;
/** So long a refusal counts. */
const REFUSED_MS = 60_000;
/** Between two looks at leases and machines, where nobody says anything. */
const LOOK_MS = 500;

/**
 * One session that main gives to other machines, until it has a result that is good or is to be done here. Owns: which
 * step is next, on what lies on disk about it; after a restart of ours it goes on at the same step. Invariant: nothing
 * is taken in under any token but the last one that was granted.
 */
export async function giveSession(deps: GivenDeps, effect: Mission, context: EffectContext): Promise<Outcome | null> {
  const { project, assignments } = deps;
  const task = taskOf({ run: context.run, effect: effect.id, workstream: effect.workstream });
  assignments.open(task, { run: context.run, base: effect.base });
  const session = createSession(deps, task, effect, context);
  try {
    for (;;) {
      if (context.signal.aborted) throw new AgentError('aborted', 'The session is no longer wanted.');
      const done = await session.step();
      if (done !== 'again') return done;
    }
  } catch (error) {
    // A server that only leaves wants what the worker does; the next one waits for it.
    const isOver = context.signal.aborted && !(context.signal.reason instanceof ServerLeaves);
    if (isOver)
      await session
        .cancel('it is no longer wanted')
        .catch((cause) => project.log.warn(`${task}: not cancelled`, cause));
    throw error;
  } finally {
    session.close();
  }
}

interface GivenSession {
  /** Null: it is to be done here. */
  step(): Promise<Outcome | null | 'again'>;
  cancel(why: string): Promise<void>;
  close(): void;
}

function createSession(deps: GivenDeps, task: string, effect: Mission, context: EffectContext): GivenSession {
  const { project, assignments, now } = deps;
  const { transport } = project;
  const said = new Set<string>();
  const answering = createAnswering(deps, task, context);
  const current = (): Assignment => assignments.open(task, { run: context.run, base: effect.base });
  const nameOf = (machine: string | null): string =>
    project.roster()?.machines.find((one) => one.machine === machine)?.name ?? machine ?? 'nobody';
  const tell = (text: string): void => context.onActivity(() => text);
  const stopListening = deps.onActivity(task, (text, changed) => {
    tell(`${nameOf(current().machine)}: ${text}`);
    if (changed !== null) context.onObserved({ changed, outside: [] });
  });

  /** Says the same again after a restart of ours, and else once. */
  const sayOnce = async (id: string, say: () => Promise<unknown>): Promise<void> => {
    if (said.has(id)) return;
    await say();
    said.add(id);
  };
  const pause = (ms = LOOK_MS): Promise<void> => changes(deps, context.signal, ms);

  const cancel = async (why: string): Promise<void> => {
    const { machine, token, offer, state } = current();
    assignments.change(task, { state: 'over', inbox: [], asks: [] });
    if (machine === null || (state !== 'offered' && state !== 'working')) return;
    const about = { task, ...(offer === null ? {} : { re: offer }) };
    const lease = state === 'working' && token !== null ? { token } : {};
    await project.say({ to: machine, type: 'cancel', body: { why }, ...about, ...lease });
  };
  /** Somebody else is to do it. */
  const passOn = async (why: string): Promise<'again'> => {
    const { machine, refused } = current();
    await cancel(why);
    project.log.info(`${task}: ${nameOf(machine)}: ${why}`);
    const others = refused.filter((one) => one.machine !== machine);
    const mine = machine === null ? [] : [{ machine, why, at: now() }];
    assignments.change(task, {
      state: 'choosing',
      machine: null,
      offer: null,
      code: null,
      refused: [...others, ...mine],
    });
    return 'again';
  };

  const choose = async (): Promise<null | 'again'> => {
    const { dispatch, dispatchNeeds } = readProjectConfig(effect.root);
    const { state, text } = transport.health();
    const choice = chooseWorker(candidates(deps, current()), {
      agent: effect.runtime,
      needs: dispatchNeeds,
      dispatch,
      blind: state === 'ok' ? null : text,
    });
    if (choice.where === 'worker') {
      assignments.change(task, { state: 'offered', machine: choice.machine, offer: uuidV7(), inbox: [] });
      return 'again';
    }
    if (choice.where === 'wait') {
      tell(`waits for a worker: ${choice.why}`);
      await pause();
      return 'again';
    }
    // Whoever had it must have lost it before it is begun here.
    const grant = current().token === null ? null : await transport.leases.grant(task, project.self);
    if (grant !== null && 'retryInMs' in grant) {
      tell(`waits ${seconds(grant.retryInMs)} until the lease of the machine that had it is over`);
      await pause(grant.retryInMs);
      return 'again';
    }
    assignments.change(task, { state: 'here', machine: null, ...(grant === null ? {} : { token: grant.token }) });
    tell(`works here: ${choice.why}`);
    return null;
  };

  const awaitAnswer = async (): Promise<'again'> => {
    const { machine, offer: id, changedAt, inbox } = current();
    if (machine === null || id === null) return passOn('the offer was damaged');
    const name = nameOf(machine);
    await sayOnce(id, async () => {
      const playbook = effect.playbook === null ? null : await transport.putBlob(effect.playbook);
      await project.say({ to: machine, type: 'offer', id, task, body: { run: context.run, effect, playbook } });
    });
    const [heard] = inbox;
    if (heard?.type === 'accept') return begin(machine, heard);
    if (heard?.type === 'refuse') return passOn(whyOf(heard));
    const isThere = transport.peers().some((peer) => peer.machine === machine && peer.freshness === 'fresh');
    const waited = now() - changedAt;
    if (waited > OFFER_MS || (!isThere && waited > LOOK_MS * 4)) return passOn('it did not answer the offer');
    tell(`offered to ${name}, waiting for it to accept`);
    await pause();
    return 'again';
  };

  const begin = async (machine: string, accept: Heard): Promise<'again'> => {
    const { has } = Accept.parse(accept.body);
    const granted = await transport.leases.grant(task, machine);
    if ('retryInMs' in granted) {
      tell(`waits ${seconds(granted.retryInMs)} until the lease of the machine that had it is over`);
      await pause(granted.retryInMs);
      return 'again';
    }
    tell(`sends the code to ${nameOf(machine)}`);
    const bundle = await sendBase(deps, task, effect, has);
    const code = { id: uuidV7(), bundle };
    assignments.change(task, { state: 'working', token: granted.token, code, inbox: [] });
    return 'again';
  };

  const follow = async (): Promise<'again'> => {
    const { machine, token, code, offer: re, inbox } = current();
    if (machine === null || token === null || code === null || re === null) return passOn('the assignment was damaged');
    const body = { bundle: code.bundle };
    await sayOnce(code.id, () => project.say({ to: machine, type: 'code', id: code.id, task, token, re, body }));
    answering.start(machine, token);
    const [heard] = inbox;
    if (heard) return hear(heard);
    const holder = transport.leases.holder(task);
    const isLive = holder !== null && holder.token === token && holder.isLive;
    if (!isLive && transport.health().state === 'ok') return passOn('it was not heard of for as long as its lease');
    await pause();
    return 'again';
  };

  const hear = async (heard: Heard): Promise<'again'> => {
    const rest = (): Heard[] => current().inbox.filter(({ id }) => id !== heard.id);
    switch (heard.type) {
      case 'result':
        assignments.change(task, { state: 'over', result: Result.parse(heard.body), inbox: [], asks: [] });
        return 'again';
      case 'refuse':
        return passOn(whyOf(heard));
      case 'ask':
        assignments.change(task, { inbox: rest(), asks: [...current().asks, { id: heard.id, body: heard.body }] });
        return 'again';
      case 'session-note': {
        const { body } = SessionNote.parse(heard.body);
        // The agent's own session is on the worker; nobody here can go on with it.
        if (body.kind !== 'session') context.records.add(body);
        assignments.change(task, { inbox: rest() });
        return 'again';
      }
      case 'accept':
        assignments.change(task, { inbox: rest() });
        return 'again';
    }
  };

  const finish = async (): Promise<Outcome | 'again'> => {
    const { machine, token, result } = current();
    if (machine === null || token === null || result === null) {
      assignments.change(task, { state: 'choosing', machine: null, offer: null, code: null });
      return 'again';
    }
    const name = nameOf(machine);
    tell(`takes in what ${name} did`);
    const outcome = await takeIn(deps, task, effect, result, name, context.signal);
    await project.say({ to: machine, type: 'cancel', task, token, body: { why: 'taken in' } });
    return outcome;
  };

  const steps = {
    choosing: choose,
    offered: awaitAnswer,
    working: follow,
    here: () => Promise.resolve(null),
    over: finish,
  };
  return {
    step: () => steps[current().state](),
    cancel,
    close() {
      stopListening();
      answering.close();
    },
  };
}

const whyOf = ({ body }: Heard): string => Refuse.parse(body).why;
const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;

function candidates({ project, assignments, now }: GivenDeps, { refused, task }: Assignment): Candidate[] {
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
  { project, folder }: GivenDeps,
  task: string,
  { root, base }: Mission,
  has: readonly string[],
): Promise<string | null> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${task}.bundle`);
  try {
    return (await bundleBase(root, { task, base, has, file })) ? await project.transport.putBlob(file) : null;
  } finally {
    rmSync(file, { force: true });
  }
}

/** Resolves when anything has changed that a step may depend on, after `ms` at the latest, and when it is aborted. */
async function changes({ project, assignments }: GivenDeps, signal: AbortSignal, ms: number): Promise<void> {
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  const ends = [assignments.onChange(wake), project.transport.onChange(wake)];
  signal.addEventListener('abort', wake, { once: true });
  try {
    await delay(Math.min(ms, LOOK_MS), undefined, { signal: woken.signal });
  } catch {
    // Woken.
  } finally {
    signal.removeEventListener('abort', wake);
    for (const end of ends) end();
  }
}
