import type { PhaseStep, PhaseView } from '#schemas/run/phase.ts';
import type { AgentView, Question, RunView } from '#schemas/run/run.ts';
import { answerKey } from './answers.ts';
import { completionReport } from './record.ts';
import { commandsOf, type PhaseState, type RunState } from './state.ts';

/** What a person may see of a run: the state without its inner book-keeping, and the agents that live now. */
export function viewOf(state: RunState, agents: readonly AgentView[]): RunView {
  const question = state.questions[0];
  const asking = question ? `executor-${question.workstream} asks: ${question.text}` : null;
  return {
    id: state.id,
    project: state.project,
    prd: state.prd,
    runtime: state.runtime,
    status: state.status,
    reason: state.reason ?? asking,
    branch: state.base?.branch ?? null,
    phases: state.phases.map(phaseView),
    questions: distinct(state.questions),
    agents: [...agents],
    report: state.status === 'completed' ? completionReport(state) : null,
    startedAt: state.startedAt,
    updatedAt: state.updatedAt,
    endedAt: state.endedAt,
  };
}

/** An agent that was started again asks again; an answer goes to all of them, so a person is shown one. */
function distinct(questions: readonly Question[]): Question[] {
  const keys = questions.map(answerKey);
  return questions.filter((question, index) => keys.lastIndexOf(answerKey(question)) === index);
}

function phaseView(phase: PhaseState): PhaseView {
  const { id, title, status, prp, mode, modeReason, receipts, commit, startedAt, endedAt } = phase;
  const workstreams = phase.workstreams.map(({ worktree: _w, ended: _e, commit: _c, ...view }) => view);
  return {
    id,
    title,
    status,
    step: stepOf(phase),
    prp,
    mode,
    modeReason,
    workstreams,
    receipts: [...receipts],
    commit,
    startedAt,
    endedAt,
  };
}

function stepOf(phase: PhaseState): PhaseStep | null {
  if (phase.status === 'pending' || phase.status === 'completed') return null;
  if (!phase.prp) return 'prp';
  if (phase.workstreams.some(({ status }) => status !== 'completed')) return 'execute';
  if (!phase.tree) return 'integrate';
  if (phase.commandsRun < commandsOf(phase).length) return 'validate';
  if (!phase.commit) return 'commit';
  if (!phase.checkpoint) return 'checkpoint';
  return phase.landed ? 'clean-up' : 'land';
}
