import type { PhaseStep, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';
import { completionReport } from './record.ts';
import type { OpenSignal } from './open-signal.ts';
import { isBlocked } from './signals.ts';
import { commandsOf, isSettled, workersOf, type PhaseState, type RunState, type WorkstreamState } from './state.ts';

/** What a person may see of a run: the state without its inner book-keeping, and the agents that live now. */
export function viewOf(state: RunState, agents: readonly AgentView[]): RunView {
  const asking = state.signals.find(({ cause }) => cause === 'agent-question');
  return {
    id: state.id,
    project: state.project,
    prd: state.prd,
    runtime: state.runtime,
    status: state.status,
    reason: state.reason ?? (asking ? `${asking.from} asks: ${asking.text}` : null),
    outcome: state.outcome,
    branch: state.base?.branch ?? null,
    session: state.session,
    usage: state.usage,
    spending: [...state.spending],
    phases: state.phases.map((phase) => phaseView(state, phase, agents)),
    signals: distinct(state.signals).map(signalView),
    agents: [...agents],
    report: state.status === 'completed' ? completionReport(state) : null,
    startedAt: state.startedAt,
    updatedAt: state.updatedAt,
    endedAt: state.endedAt,
  };
}

/** An agent that was started again asks again; an answer goes to all of them, so a person is shown one. */
function distinct(signals: readonly OpenSignal[]): OpenSignal[] {
  const key = ({ id, cause, phase, workstream, text }: OpenSignal): string =>
    cause === 'agent-question' ? `${phase}/${workstream}/${text}` : id;
  const keys = signals.map(key);
  return signals.filter((signal, index) => keys.lastIndexOf(key(signal)) === index);
}

function signalView({ cause: _c, question: _q, topic: _t, ...signal }: OpenSignal): Signal {
  return { ...signal, options: [...signal.options] };
}

function phaseView(state: RunState, phase: PhaseState, agents: readonly AgentView[]): PhaseView {
  const placed = (worker: WorkstreamState): WorkstreamView => {
    const agent = agents.find((one) => one.phase === phase.id && one.workstream === worker.name);
    return { ...workerView(worker), ...(agent === undefined ? {} : { machine: agent.machine }) };
  };
  const waits = phase.status === 'in-progress' && isBlocked(state, phase.id, null);
  return {
    id: phase.id,
    title: phase.title,
    status: waits ? 'failed' : phase.status,
    reason: phase.deferred?.reason ?? state.signals.find((one) => waits && one.phase === phase.id)?.text ?? null,
    held: phase.held,
    step: stepOf(state, phase),
    prp: phase.prp?.path ?? null,
    gate: phase.gate,
    mode: phase.mode,
    modeReason: phase.modeReason,
    teamFailed: phase.teamFailed,
    workstreams: phase.workstreams.map(placed),
    debugger: phase.debugger && placed(phase.debugger),
    comparisons: [...phase.comparisons],
    receipts: [...phase.receipts],
    staleReceipts: phase.staleReceipts,
    failures: [...phase.failures],
    verification: phase.verification,
    debugCycles: phase.debugCycles,
    // The commit exists before its phase is verified, on no branch; until then it is none for a person.
    commit: phase.checkpoint && !phase.deferred ? phase.commit : null,
    startedAt: phase.startedAt,
    endedAt: phase.endedAt,
  };
}

function workerView(worker: WorkstreamState): WorkstreamView {
  const { name, role, executor, status, reason, held, files, dependsOn, contract, changes, outside } = worker;
  const { report, attempts, runtime, machine, worktree, commit, startedAt, endedAt } = worker;
  const lists = { files: [...files], dependsOn: [...dependsOn], changes: [...changes], outside: [...outside] };
  return {
    name,
    role,
    executor,
    status,
    reason,
    held,
    ...lists,
    contract,
    report,
    attempts,
    runtime,
    machine,
    worktree,
    commit,
    startedAt,
    endedAt,
  };
}

function stepOf(state: RunState, phase: PhaseState): PhaseStep | null {
  if (phase.status !== 'in-progress') return null;
  if (phase.deferred) return phase.checkpoint ? 'land' : 'checkpoint';
  if (!phase.prp) return 'prp';
  if (workersOf(phase).some((worker) => !isSettled(worker))) return phase.debugCycles > 0 ? 'debug' : 'execute';
  if (Object.values(state.pending).some(({ type }) => type === 'compare-contracts')) return 'contracts';
  if (!phase.tree) return 'integrate';
  if (phase.commandsRun < commandsOf(phase).length) return 'validate';
  if (phase.checkpoint) return phase.landed ? 'clean-up' : 'land';
  const verified = !state.policy.validator || phase.accepted || phase.verification?.grade === 'PASS';
  // The validator looks at the commit; it is on no branch before.
  if (!phase.commit) return 'commit';
  return verified ? 'checkpoint' : 'validate';
}
