import { createHash } from 'node:crypto';
import type { BodyOf, BodyType } from '#schemas/wire/bodies.ts';
import { AgentError } from '../../engine/ports.ts';
import { EffectError } from '../../runs/effect-error.ts';
import type { CollabPart, Received } from '../shared-project.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { tipsOf } from './code.ts';
import { createRunningSessions, type RunningDeps, type RunningSessions } from './running-sessions.ts';
import type { TakenSession } from './taken-sessions.ts';

export interface WorkerDeps extends RunningDeps {
  /**
   * Throws where the agent cannot be started here, or where nobody has trusted what the project says about it. What main
   * trusts counts for nothing.
   */
  requireAgent(root: string, run: string, name: string): void;
}

/**
 * What joining as a worker means: main's agents work here, in worktrees of their own, with the programs, policies and
 * trust of this machine, for as long as a lease of main holds. Who joins agrees to the steps of playbooks that main
 * sends; a program that only the project's configuration names is refused until it is trusted here.
 */
export function createWorker(deps: WorkerDeps): CollabPart {
  const { project } = deps;
  const running = createRunningSessions(deps);
  let leaving = false;
  /** Only main is heard, and only while this machine is a worker. */
  const fromMain =
    <T extends BodyType>(hear: (task: string, received: Received<T>) => Promise<void> | void) =>
    (received: Received<T>): Promise<void> | void => {
      const isMain = project.role() === 'worker' && received.from === project.roster()?.main;
      return leaving || !isMain || received.task === null ? undefined : hear(received.task, received);
    };
  hearTasks(deps, running, fromMain);
  hearAnswers(deps, running, fromMain);
  running.takeUp();
  return {
    async close() {
      leaving = true;
      await running.close();
    },
  };
}

type FromMain = <T extends BodyType>(
  hear: (task: string, received: Received<T>) => Promise<void> | void,
) => (received: Received<T>) => Promise<void> | void;

function hearTasks(deps: WorkerDeps, running: RunningSessions, fromMain: FromMain): void {
  const { project, sessions } = deps;
  project.on(
    'offer',
    fromMain<'offer'>(async (task, { id, from, body }) => {
      const known = sessions.get(task);
      if (known?.offerId === id) return accept(deps, known);
      if (known) await running.drop(known, 'main offers it anew');
      const why = whyNot(deps, body);
      if (why !== null) {
        await project.say({ to: from, type: 'refuse', task, re: id, id: uuidFrom(id, 'refuse'), body: { why } });
        return;
      }
      const offered = { v: 1, task, main: from, offerId: id, acceptId: uuidV7(), offer: body } as const;
      sessions.put({ ...offered, state: 'accepted', token: null, bundle: null, result: null, used: [] });
      const taken = sessions.get(task);
      if (taken) await accept(deps, taken);
      running.showStatus();
    }),
  );
  project.on(
    'code',
    fromMain<'code'>((task, { token, re, body }) => {
      const taken = sessions.get(task);
      if (taken?.state !== 'accepted' || taken.offerId !== re || token === null) return;
      running.start(sessions.change(task, { state: 'working', token, bundle: body.bundle }));
    }),
  );
  project.on(
    'cancel',
    fromMain<'cancel'>(async (task, { token, re, body }) => {
      const taken = sessions.get(task);
      if (!taken) return;
      // Before there is a lease they know each other by the offer.
      const isThis = taken.token === null ? re === taken.offerId : token === taken.token;
      if (isThis) await running.drop(taken, body.why);
    }),
  );
}

function hearAnswers({ project }: WorkerDeps, running: RunningSessions, fromMain: FromMain): void {
  /** By ask: an approval comes before the answer that it belongs to. */
  const approvals = new Map<string, BodyOf<'approval'>>();
  project.on(
    'approval',
    fromMain<'approval'>((_, { re, body }) => {
      if (re !== null) approvals.set(re, body);
    }),
  );
  project.on(
    'answer',
    fromMain<'answer'>((task, { re, body, at }) => {
      if (re === null) return;
      running.answered(task, re, { answer: body, approval: approvals.get(re) ?? null, saidAt: at });
      approvals.delete(re);
    }),
  );
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
