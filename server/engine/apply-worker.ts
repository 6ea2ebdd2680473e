import type { Effect } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import type { OutsideChange } from '#schemas/run/phase.ts';
import { contractEnded } from './contracts.ts';
import { close, OPTIONS, raise } from './signals.ts';
import { withPhase, withWorker, workerNamed, type PhaseState, type RunState, type WorkstreamState } from './state.ts';
import { failFast, isTeam } from './team.ts';
import { continued, failedWorker, restarted } from './workers.ts';

type WorkerEvent = EventOf<
  'worktree-ready' | 'work-observed' | 'agent-ended' | 'agent-failed' | 'work-collected' | 'work-lost'
>;

/** Folds what happened to one executor or debugger into its phase. */
export function applyToWorker(
  state: RunState,
  phase: PhaseState,
  effect: Effect & { workstream: string },
  event: WorkerEvent,
): RunState {
  const worker = workerNamed(phase, effect.workstream);
  if (!worker) return state;
  switch (event.type) {
    case 'worktree-ready': {
      const base = effect.type === 'prepare-worktree' ? effect.base : '';
      const begun = {
        worktree: { path: event.path, branch: event.branch, base },
        // Who starts anew starts from what the phase has become: what others did meanwhile is not its own change.
        since: worker.from === null ? base : (worker.since ?? base),
        startedAt: worker.startedAt ?? event.at,
        status: 'in-progress' as const,
        attempts: worker.attempts + 1,
      };
      return put(state, phase, { ...worker, ...begun });
    }
    case 'work-observed':
      return observed(state, phase, worker, event);
    case 'agent-ended':
      return effect.type === 'run-agent' && effect.task === 'contract'
        ? publishedContract(state, phase, worker, event)
        : agentEnded(state, phase, worker, event, effect.type === 'run-agent' ? effect.brief.guidance.length : 0);
    case 'agent-failed':
      return agentFailed(state, phase, worker, event);
    case 'work-collected':
      return collected(state, phase, worker, event);
    case 'work-lost':
      return again(
        withoutOutside(state, phase, worker),
        phase,
        restarted(worker, { failures: worker.failures + 1 }),
        event.message,
      );
  }
}

function put(state: RunState, phase: PhaseState, worker: WorkstreamState): RunState {
  return withPhase(state, withWorker(phase, worker));
}

function publishedContract(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  event: EventOf<'agent-ended'>,
): RunState {
  const { contract } = worker;
  return contract ? contractEnded(state, phase, { ...worker, contract }, event) : state;
}

/** What a working executor has changed so far; a change that is not its own is asked about at once. */
function observed(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  event: EventOf<'work-observed'>,
): RunState {
  const outside = notGranted(worker, event.outside);
  const seen = put(state, { ...phase, productive: phase.productive || event.changed > 0 }, { ...worker, outside });
  return judgeOwnership(seen, phase, { ...worker, outside });
}

function notGranted(worker: WorkstreamState, outside: readonly OutsideChange[]): OutsideChange[] {
  const settled = new Set([...worker.granted, ...worker.drop]);
  return outside.filter(({ path }) => !settled.has(path));
}

/** Nothing that changed somebody else's files is taken in before a person has decided about them. */
function judgeOwnership(state: RunState, phase: PhaseState, worker: WorkstreamState): RunState {
  const [first, ...more] = worker.outside;
  if (!first) return withoutOutside(state, phase, worker);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return raise(state, {
    cause: 'ownership',
    phase: phase.id,
    workstream: worker.name,
    severity: 'high',
    text: `${worker.executor} changed ${first.path}${others}, which is not its own: ${first.owner} owns it. Nothing of phase ${phase.id} is committed before you decide.`,
    detail: worker.outside.map(({ path, owner }) => `${path} (${owner})`).join('\n'),
    options: [OPTIONS.drop, OPTIONS.allow, OPTIONS.sendBack],
  });
}

/** There is nothing to decide any more: the changes are gone, with the worktree that they were in or by themselves. */
function withoutOutside(state: RunState, phase: PhaseState, worker: WorkstreamState): RunState {
  return close(
    state,
    ({ cause, phase: about, workstream }) => cause === 'ownership' && about === phase.id && workstream === worker.name,
  );
}

/** The agent's own words decide only one thing: whether it gave up, or left something. What it did is read from git. */
function agentEnded(
  state: RunState,
  before: PhaseState,
  worker: WorkstreamState,
  event: EventOf<'agent-ended'>,
  told: number,
): RunState {
  const phase = isTeam(before) ? { ...before, turns: before.turns + 1 } : before;
  const stated = event.contract?.text ?? worker.stated;
  const status = event.report?.status ?? 'COMPLETE';
  const words = event.report?.issues.trim().replace(/\.$/, '') || 'it gave no reason';
  const cutOff = event.stopReason === 'end_turn' ? null : `ended its turn with ${event.stopReason}: ${words}`;
  const why = status === 'COMPLETE' ? cutOff : `reported ${status}: ${words}`;
  const unfinished = why && `${worker.executor} ${why}.`;
  const commented = worker.guidance.length > told;
  const said = { ended: true, commented, unfinished, report: event.report, stated };
  const ended: WorkstreamState = { ...worker, ...said, ...onMachine(worker, event) };
  const next = put(state, phase, ended);
  const gaveUp = status === 'BLOCKED' || event.stopReason === 'refusal' || event.stopReason === 'cancelled';
  return gaveUp && unfinished ? stuck(withoutOutside(next, phase, ended), phase, ended, unfinished) : next;
}

/** Whoever worked on it once is named, also when somebody else went on with it. */
function onMachine(
  { machines }: WorkstreamState,
  event: EventOf<'agent-ended'> | EventOf<'agent-failed'>,
): Pick<WorkstreamState, 'machine' | 'machines'> {
  const machine = event.machine ?? null;
  return { machine, machines: machine === null || machines.includes(machine) ? machines : [...machines, machine] };
}

/** Asks a person about a workstream that cannot go on by itself. */
function stuck(state: RunState, phase: PhaseState, worker: WorkstreamState, what: string): RunState {
  const done = worker.changes.length > 0 ? ` What it changed so far is kept.` : '';
  return raise(put(state, phase, failedWorker(worker, what)), {
    cause: 'stuck',
    phase: phase.id,
    workstream: worker.name,
    from: worker.executor,
    severity: 'high',
    text: `Phase ${phase.id}: ${what}${done} Guide it, try again, or skip or defer the workstream with a reason.`,
    detail: worker.report ? JSON.stringify(worker.report, null, 2) : null,
    options: [OPTIONS.guide, OPTIONS.retry, OPTIONS.skip, OPTIONS.defer],
  });
}

/** One more session by itself, as often as the policy allows; when several of a team are in trouble, one by one. */
function again(state: RunState, phase: PhaseState, worker: WorkstreamState, what: string): RunState {
  const { attempts } = state.policy;
  if (worker.failures < attempts) return put(state, phase, worker);
  const next = stuck(state, phase, worker, what);
  const after = next.phases.find(({ id }) => id === phase.id) ?? phase;
  const troubled = after.workstreams.filter(({ status, failures }) => status === 'failed' && failures >= attempts);
  return troubled.length < 2 ? next : failFast(next, after, 'several of its executors could not go on', 'kept');
}

function agentFailed(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  event: EventOf<'agent-failed'>,
): RunState {
  const what = `${worker.executor}: ${event.message}`;
  const clean = withoutOutside(state, phase, worker);
  if (event.code === 'not-startable') return stuck(clean, phase, { ...worker, outside: [] }, what);
  return again(clean, phase, restarted(worker, { failures: worker.failures + 1, ...onMachine(worker, event) }), what);
}

/** git says what was done, whatever the agent says. */
function collected(
  state: RunState,
  before: PhaseState,
  worker: WorkstreamState,
  event: EventOf<'work-collected'>,
): RunState {
  const productive = before.productive || event.changes.length > 0;
  const phase = { ...before, productive };
  const outside = notGranted(worker, event.outside);
  const changes = mergeChanges(worker.earlier, event.changes);
  const { unfinished } = worker;
  const kept: WorkstreamState = { ...worker, changes, outside, commit: event.commit };
  if (outside.length > 0) {
    const failed = failedWorker({ ...kept, ended: true }, `${worker.executor} changed files that are not its own.`);
    return judgeOwnership(put(state, phase, { ...failed, ended: true }), phase, failed);
  }
  const clean = withoutOutside(state, phase, worker);
  const mending = worker.gaps.length + worker.failing.length > 0;
  if (unfinished !== null) {
    return again(clean, phase, continued(kept, { failures: worker.failures + 1 }), unfinished);
  }
  if (changes.length === 0 && !mending) {
    const claim = worker.report ? 'reported COMPLETE but' : 'ended its turn and';
    const what = `${worker.executor} ${claim} changed no file in ${worker.worktree?.path ?? 'its worktree'}.`;
    return again(clean, phase, restarted(kept, { failures: worker.failures + 1 }), what);
  }
  if (worker.commented) return put(clean, phase, continued(kept, { failures: 0 }));
  const over = { status: 'completed' as const, reason: null, held: null, endedAt: event.at, failures: 0 };
  const done: WorkstreamState = { ...kept, ...over };
  const chain = isTeam(phase) ? phase.chain : event.commit;
  return put(clean, { ...phase, chain, compared: false }, done);
}

function mergeChanges(
  before: WorkstreamState['changes'],
  after: WorkstreamState['changes'],
): WorkstreamState['changes'] {
  const paths = new Set(after.map(({ path }) => path));
  return [...before.filter(({ path }) => !paths.has(path)), ...after];
}
