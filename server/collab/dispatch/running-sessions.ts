import type { MainsAnswer } from './remote-context.ts';
import { executorOf } from '../../engine/state.ts';
import { putAway, type RunningSession, sayResult, startTaken, type TakenDeps } from './taken-session.ts';
import type { TakenSession } from './taken-sessions.ts';

export interface RunningDeps extends TakenDeps {
  /** What this machine can do beside what its person named: `agent:<name>` of each agent that it has. */
  capabilities(): readonly string[];
}

/** The sessions that this machine does for main right now, and what its beats say of them. */
export interface RunningSessions {
  start(taken: TakenSession): void;
  /** Main needs nothing more of it: it is ended where it still works, and put away. */
  drop(taken: TakenSession, why: string): Promise<void>;
  answered(task: string, ask: string, answer: MainsAnswer): void;
  /** What was under way when this machine left: work goes on, results that main has not taken are said again. */
  takeUp(): void;
  showStatus(): void;
  /** Ends all of them for now. */
  close(): Promise<void>;
}

export function createRunningSessions(deps: RunningDeps): RunningSessions {
  const { project, sessions } = deps;
  const running = new Map<string, RunningSession>();

  const showStatus = (): void => {
    const all = sessions.all().filter(({ state }) => state !== 'finished');
    const [first] = all;
    project.setStatus({
      busy: running.size,
      queue: Math.max(0, all.length - running.size),
      capabilities: [...new Set([...project.status().capabilities, ...deps.capabilities()])].slice(0, 64),
      task: first ? `run ${first.offer.run}` : null,
      activity: first ? sessionWords(first) : null,
    });
    project.changed();
  };
  const ended = (taken: TakenSession): void => {
    const { task } = taken;
    running.delete(task);
    const what = sessions.get(task)?.state === 'finished' ? 'handed in' : 'given up';
    project.setStatus({ lastResult: { text: `${what}: ${sessionWords(taken)}`, at: deps.now() } });
    showStatus();
  };
  const start = (taken: TakenSession): void => {
    const { task, token } = taken;
    if (token === null) return;
    const session = startTaken(deps, { ...taken, token });
    running.set(task, session);
    void session.done.then(() => ended(taken));
    showStatus();
  };
  return {
    start,
    async drop(taken, why) {
      const { task, token } = taken;
      const session = running.get(task);
      session?.end(why);
      await session?.done;
      const left = sessions.get(task);
      if (left) await putAway(deps, left);
      const { leases } = project.transport;
      if (token !== null) await leases.release(leases.held(task, token));
      showStatus();
    },
    answered: (task, ask, answer) => running.get(task)?.answered(ask, answer),
    takeUp() {
      for (const taken of sessions.all()) {
        if (taken.state === 'working') start(taken);
        if (taken.state === 'finished') void sayResult(deps, taken);
      }
      showStatus();
    },
    showStatus,
    async close() {
      for (const session of running.values()) session.end(null);
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

const sessionWords = ({ offer: { effect } }: TakenSession): string =>
  `${executorOf(effect)} of phase ${effect.phase}`.slice(0, 180);
