import type { EffectOf } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { passed, workerNamed, type PhaseState, type RunState } from '../../engine/state.ts';
import type { Step } from '../../engine/step.ts';
import type { RunFacts, SessionFact } from './run-facts.ts';

export interface FactRecorder {
  readonly facts: RunFacts;
  /** To be told of every step that changed the run, in order. */
  note(before: RunState, event: EngineEvent, next: Step): void;
}

/** A session whose agent was cut off before it was done. */
const LIMITS: ReadonlySet<string> = new Set(['max_tokens', 'max_turn_requests']);

/** Notes what figures are made from while a run is replayed or goes on: no event is read a second time for them. */
export function createFactRecorder(first: Step): FactRecorder {
  const { state } = first;
  const facts = emptyFacts(state);
  const startedAt = new Map<string, number>();
  /** The last session of each worker whose work nobody has judged yet. */
  const unjudged = new Map<string, SessionFact>();
  const completed = new Set<string>();
  const started = ({ effects }: Step, at: number): void => {
    for (const { id, type } of effects) if (type === 'run-agent') startedAt.set(id, at);
  };
  started(first, state.startedAt);
  return {
    facts,
    note(before, event, next) {
      started(next, event.at);
      noteRun(facts, before, next.state, event.at);
      notePhases(facts, before, next.state, event.at);
      const effect = 'effect' in event ? before.pending[event.effect] : undefined;
      if (event.type === 'effect-failed') facts.failures.push(event.at);
      if (event.type === 'command-finished') facts.commands.push({ at: event.at, passed: passed(event.receipt) });
      if (effect?.type === 'run-agent' && (event.type === 'agent-ended' || event.type === 'agent-failed')) {
        const session = sessionFact(effect, event, startedAt.get(effect.id) ?? event.at);
        startedAt.delete(effect.id);
        facts.sessions.push(session);
        const key = keyOf(effect);
        const earlier = unjudged.get(key);
        // Nobody looked at what it left before the next one began.
        if (earlier) earlier.taken = false;
        unjudged.delete(key);
        if (session.taken === null && gaveUp(effect, next.state)) session.taken = false;
        if (session.taken === null) unjudged.set(key, session);
      }
      const judged = judgement(event, before, next.state);
      const session = judged && unjudged.get(judged.key);
      if (!judged || !session) return;
      session.taken = judged.taken;
      unjudged.delete(judged.key);
      if (!judged.taken || session.role !== 'executor' || completed.has(judged.key)) return;
      completed.add(judged.key);
      session.completed = judged.first ? 'first' : 'later';
      facts.workstreams.push(event.at);
    },
  };
}

function emptyFacts({ id, project: { name, root }, startedAt }: RunState): RunFacts {
  return {
    run: id,
    project: { name, root },
    startedAt,
    completed: [],
    phases: [],
    workstreams: [],
    sessions: [],
    commands: [],
    validations: new Map(),
    debugCycles: [],
    waits: [],
    failures: [],
    limits: [],
  };
}

function noteRun(facts: RunFacts, before: RunState, after: RunState, at: number): void {
  if (after.status === 'completed' && before.status !== 'completed') facts.completed.push(at);
  if (after.outcome !== null && before.outcome === null) facts.limits.push(at);
  const open = facts.waits.at(-1);
  const waits = isWaiting(after);
  if (waits && (open === undefined || open.to !== null)) facts.waits.push({ from: at, to: null });
  else if (!waits && open?.to === null) open.to = at;
}

/** A run that a person paused or stopped waits for nobody. */
function isWaiting({ status, signals }: RunState): boolean {
  return status === 'waiting' || (status === 'running' && signals.some(({ options }) => options.length > 0));
}

function notePhases(facts: RunFacts, before: RunState, after: RunState, at: number): void {
  if (after.phases === before.phases) return;
  for (const [index, phase] of after.phases.entries()) {
    const earlier = before.phases[index];
    if (phase === earlier) continue;
    if (phase.status === 'completed' && earlier?.status !== 'completed') facts.phases.push(at);
    for (let cycle = earlier?.debugCycles ?? 0; cycle < phase.debugCycles; cycle += 1) facts.debugCycles.push(at);
    const first = firstValidation(phase);
    if (first !== null && !facts.validations.has(phase.id)) {
      facts.validations.set(phase.id, first);
    }
  }
}

/** Null while it is under way. A phase that lands without having been sent back to be mended has passed. */
function firstValidation({ debugCycles, undebugged, landed, staleReceipts, receipts }: PhaseState): boolean | null {
  if (debugCycles > 0 || undebugged !== null) return false;
  return landed && staleReceipts + receipts.length > 0 ? true : null;
}

function sessionFact(
  effect: EffectOf<'run-agent'>,
  event: EventOf<'agent-ended' | 'agent-failed'>,
  startedAt: number,
): SessionFact {
  const { id, phase, workstream, role, task, runtime } = effect;
  const { at, usage } = event;
  return {
    effect: id,
    startedAt,
    at,
    phase,
    workstream,
    role,
    task,
    runtime,
    usage,
    model: usage.model ?? effect.model,
    broke: event.type === 'agent-failed',
    limited: event.type === 'agent-ended' && LIMITS.has(event.stopReason),
    taken: takenAtOnce(effect, event),
    completed: null,
  };
}

/** What a session that leaves no work is judged by; null for one whose work is looked at first. */
function takenAtOnce(
  { role, task }: EffectOf<'run-agent'>,
  event: EventOf<'agent-ended' | 'agent-failed'>,
): boolean | null {
  if (event.type === 'agent-failed') return false;
  if (task === 'contract') return event.contract !== null && event.contract.findings.length === 0;
  return role === 'validator' ? event.verification !== null : null;
}

/** Its workstream cannot go on with what it left. */
function gaveUp({ phase: id, workstream }: EffectOf<'run-agent'>, after: RunState): boolean {
  const phase = after.phases.find((one) => one.id === id);
  return phase !== undefined && workerNamed(phase, workstream)?.status === 'failed';
}

interface Judgement {
  readonly key: string;
  readonly taken: boolean;
  /** Whether it was the first session of its workstream. */
  readonly first: boolean;
}

function judgement(event: EngineEvent, before: RunState, after: RunState): Judgement | null {
  const effect = 'effect' in event ? before.pending[event.effect] : undefined;
  switch (event.type) {
    case 'work-collected': {
      if (effect?.type !== 'collect-work') return null;
      const phase = after.phases.find(({ id }) => id === effect.phase);
      const worker = phase && workerNamed(phase, effect.workstream);
      return { key: keyOf(effect), taken: worker?.status === 'completed', first: worker?.attempts === 1 };
    }
    case 'work-lost':
      return effect?.type === 'collect-work' ? { key: keyOf(effect), taken: false, first: false } : null;
    case 'plan-collected':
      return effect?.type === 'collect-plan' ? lone(effect.phase, '@research', event.commit !== null) : null;
    case 'merge-concluded':
      return effect?.type === 'conclude-merge'
        ? lone(effect.phase, '@conflict_resolver', event.unresolved.length === 0)
        : null;
    default:
      return null;
  }
}

const lone = (phase: string, role: string, taken: boolean): Judgement => ({
  key: `${phase}/${role}`,
  taken,
  first: false,
});

/** Who works for a phase as a whole is known by the role, whatever the session calls it. */
function keyOf(worker: { phase: string; workstream: string; role?: AgentRoleName }): string {
  const alone = worker.role === 'research' || worker.role === 'conflict_resolver';
  return `${worker.phase}/${alone ? `@${worker.role}` : worker.workstream}`;
}

type AgentRoleName = EffectOf<'run-agent'>['role'];
