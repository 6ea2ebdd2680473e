import { createHash } from 'node:crypto';
import type { BodyOf, BodyType } from '#schemas/wire/bodies.ts';
import { AgentError } from '../../engine/ports.ts';
import { EffectError } from '../../runs/effect-error.ts';
import type { CollabPart, Received } from '../shared-project.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { tipsOf } from './code.ts';
import { putAway, type RunningSession, sayResult, startTaken, type TakenDeps } from './taken-session.ts';
import type { TakenSession } from './taken-sessions.ts';

export interface WorkerDeps extends TakenDeps {
  /** What this machine can do beside what its person named: `agent:<name>` of each agent that it has. */
  capabilities(): readonly string[];
  /**
   * Throws where the agent cannot be started here, or where nobody has trusted what the project says about it. What main
   * trusts counts for nothing.
   */
  requireAgent(root: string, run: string, name: string): void;
}

export interface Worker extends CollabPart {
  isBusy(): boolean;
}

/**
 * What joining as a worker means: main's agents work here, in worktrees of their own, with the programs, policies and
 * trust of this machine, for as long as a lease of main holds. Who joins agrees to the steps of playbooks that main
 * sends; a program that only the project's configuration names is refused until it is trusted here.
 */
export function createWorker(deps: WorkerDeps): Worker {
  const { project, sessions } = deps;
  const running = new Map<string, RunningSession>();
  /** By ask: came before the answers that they belong to. */
  const approvals = new Map<string, BodyOf<'approval'>>();
  let leaving = false;

  const showStatus = (): void => {
    const all = sessions.all().filter(({ state }) => state !== 'finished');
    const [first] = all;
    const { effect } = first?.offer ?? {};
    project.setStatus({
      busy: running.size,
      queue: Math.max(0, all.length - running.size),
      capabilities: [...new Set([...project.status().capabilities, ...deps.capabilities()])].slice(0, 64),
      task: first?.task ?? null,
      activity: effect ? `phase ${effect.phase}: ${effect.workstream}`.slice(0, 200) : null,
    });
    project.changed();
  };
  const start = (taken: TakenSession): void => {
    const { task, token } = taken;
    if (token === null || leaving) return;
    const session = startTaken(deps, { ...taken, token });
    running.set(task, session);
    void session.done.then(() => {
      running.delete(task);
      const text = sessions.get(task) ? 'handed in' : 'not done here';
      project.setStatus({ lastResult: { text: `${task}: ${text}`, at: deps.now() } });
      showStatus();
    });
    showStatus();
  };
  const drop = async (taken: TakenSession, why: string): Promise<void> => {
    const session = running.get(taken.task);
    session?.end(why);
    await session?.done;
    const left = sessions.get(taken.task);
    if (left) await putAway(deps, left);
    const { task, token } = taken;
    if (token !== null) await project.transport.leases.release(project.transport.leases.held(task, token));
    showStatus();
  };

  const isForUs = ({ from }: Received<BodyType>): boolean =>
    !leaving && project.role() === 'worker' && from === project.roster()?.main;

  project.on('offer', async (received) => {
    const { id, from, task, body } = received;
    if (task === null || !isForUs(received)) return;
    const known = sessions.get(task);
    if (known?.offerId === id) return accept(deps, known);
    if (known) await drop(known, 'main offers it anew');
    const why = whyNot(deps, body);
    if (why !== null) {
      await project.say({ to: from, type: 'refuse', task, re: id, id: uuidFrom(id, 'refuse'), body: { why } });
      return;
    }
    const taken: TakenSession = {
      v: 1,
      task,
      main: from,
      state: 'accepted',
      offerId: id,
      acceptId: uuidV7(),
      offer: body,
      token: null,
      bundle: null,
      result: null,
      used: [],
    };
    sessions.put(taken);
    await accept(deps, taken);
    showStatus();
  });
  project.on('code', (received) => {
    const { task, token, re, body } = received;
    const taken = task === null ? null : sessions.get(task);
    if (!taken || token === null || !isForUs(received)) return;
    if (taken.state !== 'accepted' || taken.offerId !== re) return;
    start(sessions.change(taken.task, { state: 'working', token, bundle: body.bundle }));
  });
  project.on('cancel', async (received) => {
    const { task, token, re, body } = received;
    const taken = task === null ? null : sessions.get(task);
    if (!taken || !isForUs(received)) return;
    const isThis = taken.token === null ? re === taken.offerId : token === taken.token;
    if (isThis) await drop(taken, body.why);
  });
  project.on('approval', (received) => {
    if (isForUs(received) && received.re !== null) approvals.set(received.re, received.body);
  });
  project.on('answer', (received) => {
    const { task, re, body, at } = received;
    if (task === null || re === null || !isForUs(received)) return;
    running.get(task)?.answered(re, { answer: body, approval: approvals.get(re) ?? null, saidAt: at });
    approvals.delete(re);
  });

  for (const taken of sessions.all()) {
    if (taken.state === 'working') start(taken);
    if (taken.state === 'finished') void sayResult(deps, taken);
  }
  showStatus();
  return {
    isBusy: () => running.size > 0,
    async close() {
      leaving = true;
      for (const session of running.values()) session.end(null);
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

/** The same words under the same id, however often they are said. */
async function accept({ project }: WorkerDeps, { main, task, offerId, acceptId }: TakenSession): Promise<void> {
  const body = { has: await tipsOf(project.root) };
  await project.say({ to: main, type: 'accept', task, re: offerId, id: acceptId, body });
}

function whyNot({ project, sessions, requireAgent }: WorkerDeps, { run, effect }: BodyOf<'offer'>): string | null {
  const taken = sessions.all().filter(({ state }) => state !== 'finished').length;
  const { slots } = project.status();
  if (taken >= slots) return `all ${slots} places are taken`;
  try {
    requireAgent(project.root, run, effect.runtime);
    return null;
  } catch (error) {
    if (error instanceof AgentError || error instanceof EffectError) return error.message.slice(0, 200);
    throw error;
  }
}

/** An id that is the same for the same answer to the same record. */
function uuidFrom(id: string, what: string): string {
  const hash = createHash('sha256').update(`${id}\n${what}`).digest('hex');
  return `${id.slice(0, 14)}7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
