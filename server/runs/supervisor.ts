import type { Effect, EffectOf } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunView } from '#schemas/run/run.ts';
import { createFactRecorder, type FactRecorder } from './facts/record-facts.ts';
import type { RunFacts } from './facts/run-facts.ts';
import { begin, step } from '../engine/step.ts';
import type { AgentAnswer, ProcessIdentity } from '../engine/ports.ts';
import type { RunState } from '../engine/state.ts';
import { viewOf } from '../engine/view.ts';
import { GitError } from '../platform/git.ts';
import type { Logger } from '../platform/logger.ts';
import { SettingsError } from '../platform/settings-error.ts';
import { JournalError, type Journal, type StoredRun } from '../store/journal.ts';
import { type AgentAtWork, createAgentAtWork } from './agent-at-work.ts';
import { EffectError } from './effect-error.ts';
import type { OwnProcesses } from './own-processes.ts';
import {
  perform,
  ServerLeaves,
  type EffectContext,
  type Outcome,
  type Performers,
  type PersonQuestion,
} from './performer.ts';

export interface SupervisorDeps {
  readonly journal: Journal;
  readonly performers: Performers;
  readonly processes: OwnProcesses;
  readonly now: () => number;
  readonly log: Logger;
  /** Whether an agent's process is there; null where the system does not say. */
  readonly isAlive: (process: ProcessIdentity) => Promise<boolean | null>;
  /** Called whenever something that a person can see of a run has changed: its state, or only what its agents do. */
  readonly onChange: (run: string, what: 'state' | 'agents') => void;
  /** Called after an event is journaled and before what it causes is performed; `effect` is the one that it is of. */
  readonly onEvent?: (run: string, event: EngineEvent, effect: Effect | null) => void;
}

interface InFlight {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** The run stands still because an event could not be journaled; shown instead of the engine's status and reason. */
interface Halt {
  readonly status: 'waiting' | 'failed';
  readonly reason: string;
  /** What happened and is journaled as soon as that is possible: the work of an agent, say, which was paid for. */
  readonly unwritten: EngineEvent[];
}

interface LiveRun {
  /** Always what a replay of the journal would give. */
  state: RunState;
  readonly recorder: FactRecorder;
  halt: Halt | null;
  readonly inFlight: Map<string, InFlight>;
  /** By effect. */
  readonly agents: Map<string, AgentAtWork>;
  /** Agents that wait for an answer, by question. */
  readonly waiters: Map<string, (answer: AgentAnswer | null) => void>;
  /** Counts questions, for their ids. */
  asked: number;
}

/**
 * Owns every run: feeds events to the engine one at a time, journals each with its effects, performs the effects and
 * turns what they return into the next events. Does not own: what to do next (the engine) and how (the performers).
 * Invariant: an effect is started only after the transaction that holds it is on disk.
 */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  readonly #runs = new Map<string, LiveRun>();
  #leaving = false;

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
  }

  /** Takes up what the journal says was under way; `first` may still hold runs back. */
  recover(first: () => void = () => undefined): void {
    for (const stored of this.#deps.journal.load()) {
      const replayed = replay(stored);
      if (replayed) this.#adopt(replayed.state, replayed.recorder);
    }
    first();
    for (const live of this.#runs.values()) this.#performPending(live);
  }

  request(request: Omit<EventOf<'run-requested'>, 'type' | 'at'>): RunView {
    const event: EventOf<'run-requested'> = { ...request, type: 'run-requested', at: this.#deps.now() };
    const first = begin(event);
    this.#deps.journal.append(event.run, event, first.effects, []);
    const live = this.#adopt(first.state, createFactRecorder(first));
    this.#deps.onEvent?.(event.run, event, null);
    this.#deps.onChange(event.run, 'state');
    this.#performPending(live);
    return view(live);
  }

  /** What a person decides about a run. */
  command(run: string, event: (at: number) => EngineEvent): RunView {
    const live = this.#runs.get(run);
    if (!live) throw new EffectError('user', `There is no run ${run}. \`clutch status\` lists the runs.`);
    this.#writeHeldBack(live);
    this.#dispatch(live, event(this.#deps.now()));
    return view(live);
  }

  /** Pauses what goes on in a project, where that is nobody's wish but has to be. */
  readonly pauseAll = (root: string, why: string, away?: EventOf<'pause-requested'>['away']): void => {
    for (const live of this.#runs.values()) {
      if (live.state.project.root !== root) continue;
      this.#dispatchOrHalt(live, { type: 'pause-requested', at: this.#deps.now(), why, ...(away ? { away } : {}) });
    }
  };

  /** Newest first. */
  views(): RunView[] {
    return [...this.#runs.values()].map(view).toReversed();
  }

  view(run: string): RunView | null {
    const live = this.#runs.get(run);
    return live ? view(live) : null;
  }

  /** What happened in every run, for figures. */
  facts(): RunFacts[] {
    return [...this.#runs.values()].map(({ recorder }) => recorder.facts);
  }

  /** The run that a request with this key has started. */
  viewByKey(key: string): RunView | null {
    const live = [...this.#runs.values()].find(({ state }) => state.key === key);
    return live ? view(live) : null;
  }

  activeRuns(): number {
    return [...this.#runs.values()].filter(({ state, halt }) => state.status === 'running' && !halt).length;
  }

  /** Ends agents and commands without telling the engine: the next server takes them up again. */
  async shutDown(): Promise<void> {
    this.#leaving = true;
    const all = [...this.#runs.values()].flatMap(({ inFlight }) => [...inFlight.values()]);
    for (const { abort } of all) abort.abort(new ServerLeaves('The server leaves.'));
    await Promise.allSettled(all.map(({ done }) => done));
  }

  #adopt(state: RunState, recorder: FactRecorder): LiveRun {
    const nothing = { halt: null, inFlight: new Map(), agents: new Map(), waiters: new Map(), asked: 0 };
    const live: LiveRun = { state, recorder, ...nothing };
    this.#runs.set(state.id, live);
    return live;
  }

  #dispatch(live: LiveRun, event: EngineEvent): void {
    this.#record(live, event);
    this.#performPending(live);
  }

  #record(live: LiveRun, event: EngineEvent): void {
    const next = step(live.state, event);
    if (next.state === live.state) return;
    // What an agent asks or is seen to do names its effect and does not end it.
    const over = Object.keys(live.state.pending).filter((id) => !(id in next.state.pending));
    this.#deps.journal.append(live.state.id, event, next.effects, over);
    const { pending } = live.state;
    live.recorder.note(live.state, event, next);
    live.state = next.state;
    this.#deps.onEvent?.(live.state.id, event, 'effect' in event ? (pending[event.effect] ?? null) : null);
    for (const id of next.dropped) live.inFlight.get(id)?.abort.abort();
    this.#deps.onChange(live.state.id, 'state');
  }

  /** A journal that cannot be written must not stop the other runs: this one waits, and says so. */
  #dispatchOrHalt(live: LiveRun, event: EngineEvent): void {
    if (live.halt) return void live.halt.unwritten.push(event);
    try {
      this.#dispatch(live, event);
    } catch (error) {
      this.#deps.log.error(`run ${live.state.id} halted at ${event.type}`, error);
      const reason = error instanceof Error ? error.message : String(error);
      const full = error instanceof JournalError;
      live.halt = { status: full ? 'waiting' : 'failed', reason, unwritten: full ? [event] : [] };
      this.#deps.onChange(live.state.id, 'state');
    }
  }

  /** Ends a halt, in the order in which things happened. Throws where the journal still cannot be written. */
  #writeHeldBack(live: LiveRun): void {
    if (!live.halt) return;
    const { unwritten } = live.halt;
    for (let event = unwritten[0]; event; event = unwritten[0]) {
      this.#record(live, event);
      unwritten.shift();
    }
    live.halt = null;
  }

  #performPending(live: LiveRun): void {
    if (live.state.status !== 'running' || live.halt) return;
    for (const effect of Object.values(live.state.pending)) {
      if (live.inFlight.has(effect.id)) continue;
      if (effect.type === 'answer-agent') this.#answer(live, effect);
      else this.#start(live, effect);
    }
  }

  #start(live: LiveRun, effect: Exclude<Effect, { type: 'answer-agent' }>): void {
    // What is no longer wanted may still be at work where this one will be.
    const before = [...live.inFlight.values()].filter((other) => other.abort.signal.aborted).map(({ done }) => done);
    const abort = new AbortController();
    const work = async (): Promise<void> => {
      await Promise.allSettled(before);
      const outcome = abort.signal.aborted ? null : await this.#perform(live, effect, abort);
      live.agents.delete(effect.id);
      live.inFlight.delete(effect.id);
      if (!outcome || this.#leaving || abort.signal.aborted) return;
      this.#dispatchOrHalt(live, { ...outcome, at: this.#deps.now(), effect: effect.id });
    };
    live.inFlight.set(effect.id, { abort, done: work() });
  }

  async #perform(
    live: LiveRun,
    effect: Exclude<Effect, { type: 'answer-agent' }>,
    abort: AbortController,
  ): Promise<Outcome> {
    const { log, performers } = this.#deps;
    const processes: ProcessIdentity[] = [];
    if (effect.type === 'run-agent') live.agents.set(effect.id, this.#agentAtWork(live, effect));
    try {
      return await perform(performers, effect, this.#context(live, effect, abort.signal, processes));
    } catch (error) {
      if (!abort.signal.aborted) log.warn(`${effect.type} ${effect.id} failed`, error);
      return toFailure(error);
    } finally {
      live.agents.get(effect.id)?.end();
      for (const process of processes) this.#deps.processes.onEnded(process);
    }
  }

  #agentAtWork(live: LiveRun, effect: EffectOf<'run-agent'>): AgentAtWork {
    const { isAlive, now, onChange } = this.#deps;
    return createAgentAtWork(effect, { isAlive, now, onSample: () => onChange(live.state.id, 'agents') });
  }

  #answer(live: LiveRun, effect: EffectOf<'answer-agent'>): void {
    const waiter = live.waiters.get(effect.question);
    waiter?.({ option: effect.option, text: effect.text });
    live.waiters.delete(effect.question);
    const delivered = waiter !== undefined;
    const finish = async (): Promise<void> => {
      await Promise.resolve();
      live.inFlight.delete(effect.id);
      this.#dispatchOrHalt(live, {
        type: 'agent-answered',
        at: this.#deps.now(),
        effect: effect.id,
        delivered,
      });
    };
    live.inFlight.set(effect.id, { abort: new AbortController(), done: finish() });
  }

  #context(live: LiveRun, effect: Effect, signal: AbortSignal, processes: ProcessIdentity[]): EffectContext {
    const { journal, now, onChange } = this.#deps;
    const agent = live.agents.get(effect.id);
    const seen = (): void => onChange(live.state.id, 'agents');
    return {
      run: live.state.id,
      signal,
      onStarted: (process) => {
        this.#deps.processes.onStarted(process);
        processes.push(process);
        agent?.started(process);
        seen();
      },
      onActivity: (describe) => {
        agent?.active(describe);
        seen();
      },
      onPlaced: (machine) => {
        agent?.placed(machine);
        seen();
      },
      onObserved: ({ changed, outside }) => {
        agent?.changed(changed);
        if (signal.aborted || !live.inFlight.has(effect.id)) return;
        const event = { type: 'work-observed' as const, at: now(), effect: effect.id, changed, outside: [...outside] };
        this.#dispatchOrHalt(live, event);
      },
      ask: async (question) => {
        const answered = agent?.asked();
        seen();
        const answer = await this.#ask(live, effect, signal, question);
        answered?.();
        seen();
        return answer;
      },
      records: {
        add: (body) => {
          if (effect.type !== 'run-agent') return;
          const { id, phase, workstream, role } = effect;
          journal.addRecord({ run: live.state.id, effect: id, phase, workstream, role, at: now(), body });
        },
        own: (kinds) => journal.records(live.state.id, { effect: effect.id, kinds }),
        lastingDecisions: () => journal.lastingDecisions(live.state.id),
      },
    };
  }

  #ask(live: LiveRun, effect: Effect, signal: AbortSignal, question: PersonQuestion): Promise<AgentAnswer | null> {
    if (effect.type !== 'run-agent' || signal.aborted) return Promise.resolve(null);
    const id = `${effect.id}-q${(live.asked += 1)}-${this.#deps.now()}`;
    if (question.options.length === 0) {
      const told = { type: 'agent-asked' as const, at: this.#deps.now(), effect: effect.id };
      this.#dispatchOrHalt(live, { ...told, question: { id, ...question } });
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      live.waiters.set(id, resolve);
      const forget = (): void => {
        live.waiters.delete(id);
        resolve(null);
      };
      signal.addEventListener('abort', forget, { once: true });
      const asked = { type: 'agent-asked' as const, at: this.#deps.now(), effect: effect.id };
      this.#dispatchOrHalt(live, { ...asked, question: { id, ...question } });
    });
  }
}

function view({ state, halt, agents }: LiveRun): RunView {
  const views = [...agents.values()].map((agent) => agent.view());
  const shown = viewOf(state, views);
  return halt ? { ...shown, status: halt.status, reason: halt.reason } : shown;
}

/** The outbox, not the replay, says what is still to be performed: it is what was decided at the time. */
function replay({ events, pending }: StoredRun): { state: RunState; recorder: FactRecorder } | null {
  const [first, ...rest] = events;
  if (first?.type !== 'run-requested') return null;
  const begun = begin(first);
  const recorder = createFactRecorder(begun);
  let { state } = begun;
  for (const event of rest) {
    const next = step(state, event);
    if (next.state !== state) recorder.note(state, event, next);
    state = next.state;
  }
  return { state: { ...state, pending: Object.fromEntries(pending.map((effect) => [effect.id, effect])) }, recorder };
}

function toFailure(error: unknown): Outcome {
  if (error instanceof EffectError) return { type: 'effect-failed', cause: error.fault, message: error.message };
  if (error instanceof SettingsError) return { type: 'effect-failed', cause: 'user', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  const known =
    error instanceof Error && (error instanceof GitError || error instanceof JournalError || 'errno' in error);
  if (known) return { type: 'effect-failed', cause: 'environment', message };
  const advice = 'This is a bug in CLUTCH; the server log has the details. Resume tries again.';
  return { type: 'effect-failed', cause: 'bug', message: `${message}. ${advice}` };
}
