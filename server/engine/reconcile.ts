import type { Effect, PrpContent } from '#schemas/journal/effects.ts';
import { deferWhenEmpty } from './close-phase.ts';
import { isTeam } from './team.ts';
import { owedContracts } from './contracts.ts';
import { close, OPTIONS, raise } from './signals.ts';
import { isSettled, pendingWorkstream, phaseOf, unproven, withoutEffects, withPhase } from './state.ts';
import type { PhaseState, RunState, WorkstreamState } from './state.ts';
import { restarted } from './workers.ts';

/** The executors of a phase as its PRP wants them: one for all of it where it names no workstreams. */
export function plannedWorkers(prp: PrpContent): WorkstreamState[] {
  if (prp.workstreams.length === 0) return [MAIN];
  return prp.workstreams.map((one) => ({ ...pendingWorkstream(one), contract: owedContracts(prp, one.name) }));
}

const MAIN = pendingWorkstream({ name: 'main', files: [], dependsOn: [], hash: '', merged: [] });

/**
 * A PRP was edited while its phase was under way. What has not begun follows the new text; what is finished stays, and
 * where its own section was edited or removed a person decides whether it is done again. Nothing that was proved or
 * merged before stands: it was for another plan.
 */
export function reconcile(state: RunState, phase: PhaseState, prp: PrpContent): RunState {
  if (phase.prp?.hash === prp.hash) return withPhase(state, phase);
  const known = new Map(phase.workstreams.map((worker) => [worker.name, worker]));
  const planned = plannedWorkers(prp);
  const merged = planned.map((one) => merge(known.get(one.name), one));
  const names = new Set(planned.map(({ name }) => name));
  const removed = phase.workstreams.filter(({ name, status }) => !names.has(name) && status === 'completed');
  const workstreams = [...merged, ...removed];
  // Sessions of whoever follows another text now, and everything that was for the phase as a whole.
  const stays = new Set(workstreams.filter((one) => isKept(known.get(one.name), one)).map(({ name }) => name));
  const gone = (name: string): boolean => name !== phase.debugger?.name && !stays.has(name);
  const without = withoutEffects(state, (effect) => phaseOf(effect) === phase.id && !isWorkOf(effect, gone));
  const quiet = close(
    without,
    ({ phase: about, workstream, cause }) =>
      about === phase.id && workstream !== null && gone(workstream) && cause !== 'news',
  );
  const fresh = { ...unproven(phase), compared: false, conflict: null, undebugged: null };
  const next = withPhase(quiet, { ...fresh, prp, workstreams });
  return askAboutFinished(deferWhenEmpty(next, phase.id), phase.id, prp, merged, removed);
}

/** Who has begun on a section that stayed as it was goes on, unless it owes a contract now that it has not published. */
function merge(worker: WorkstreamState | undefined, planned: WorkstreamState): WorkstreamState {
  if (!worker) return planned;
  if (isSettled(worker)) return worker;
  if (worker.hash !== planned.hash) return { ...planned, attempts: worker.attempts, held: worker.held };
  const { dependsOn, contract } = planned;
  if (owes(worker) === owes(planned)) return { ...worker, dependsOn };
  if (contract?.status !== 'wanted' || worker.ended) return { ...worker, dependsOn, contract };
  return restarted(worker, { dependsOn, contract });
}

/** What a contract is to be about, whatever has become of it. */
function owes({ contract }: WorkstreamState): string {
  return contract ? JSON.stringify([contract.to, contract.about]) : '';
}

function isKept(before: WorkstreamState | undefined, after: WorkstreamState): boolean {
  return before !== undefined && before.hash === after.hash && before.worktree === after.worktree;
}

function isWorkOf(effect: Effect, gone: (name: string) => boolean): boolean {
  if (effect.type === 'look-at-team') return true;
  const isWork = effect.type === 'prepare-worktree' || effect.type === 'run-agent' || effect.type === 'collect-work';
  return isWork && !gone(effect.workstream);
}

function askAboutFinished(
  state: RunState,
  phase: string,
  prp: PrpContent,
  merged: readonly WorkstreamState[],
  removed: readonly WorkstreamState[],
): RunState {
  const hashes = new Map(prp.workstreams.map(({ name, hash }) => [name, hash]));
  const edited = merged.filter(
    ({ name, status, hash }) => status === 'completed' && hash !== (hashes.get(name) ?? hash),
  );
  if (edited.length + removed.length === 0) {
    return close(state, (signal) => signal.cause === 'plan-changed' && signal.phase === phase);
  }
  const names = [...edited.map(({ name }) => `${name} (edited)`), ...removed.map(({ name }) => `${name} (removed)`)];
  return raise(state, {
    cause: 'plan-changed',
    phase,
    kind: 'question',
    text: `${prp.path} was edited after workstreams of it were finished: ${names.join(', ')}. Keep their work, or do the edited ones again and leave the removed ones out, with whatever was built on them?`,
    options: [OPTIONS.keep, OPTIONS.redo],
  });
}

/** The answer to {@link reconcile}'s question. Whoever built on work that is left out has to do without it. */
export function redoEdited(state: RunState, phase: PhaseState): RunState {
  if (!phase.prp) return state;
  const planned = plannedWorkers(phase.prp);
  const removed = phase.workstreams.filter(({ name }) => !planned.some((one) => one.name === name));
  const clean = removed.length > 0 ? commitsWithout(phase, removed) : null;
  const workstreams = planned.map((one) => {
    const worker = phase.workstreams.find(({ name }) => name === one.name);
    if (!worker) return one;
    const stands = clean === null || worker.commit === null || clean.has(worker.commit);
    const stays = isGivenUp(worker) || (stands && (worker.hash === one.hash || worker.status !== 'completed'));
    // One after the other, it starts on top of what it did before, which still counts for it.
    const earlier = isTeam(phase) || clean !== null ? [] : worker.changes;
    return stays ? worker : { ...one, attempts: worker.attempts, earlier };
  });
  if (clean === null) return deferWhenEmpty(withPhase(state, { ...phase, workstreams }), phase.id);
  const chain = workstreams.findLast(({ status }) => status === 'completed')?.commit ?? null;
  const without = { workstreams, chain, debugger: null, resolved: [] };
  return deferWhenEmpty(withPhase(state, { ...phase, ...without }), phase.id);
}

function isGivenUp({ status }: WorkstreamState): boolean {
  return status === 'skipped' || status === 'deferred';
}

/** Commits that surely hold nothing of the removed work: they go back to where the phase began without it. */
function commitsWithout(phase: PhaseState, removed: readonly WorkstreamState[]): ReadonlySet<string> {
  const clean = new Set<string>();
  const starts = new Set(phase.base === null ? [] : [phase.base]);
  const others = phase.workstreams.filter((one) => !removed.includes(one));
  for (let before = -1; before < clean.size;) {
    before = clean.size;
    for (const { commit, since } of others) {
      if (commit === null || since === null || !(starts.has(since) || clean.has(since))) continue;
      clean.add(commit);
    }
  }
  return clean;
}

/** The other answer: finished work counts for the plan as it is now. */
export function keepFinished(state: RunState, phase: PhaseState): RunState {
  const workstreams = phase.workstreams.map((worker) => {
    const planned = phase.prp?.workstreams.find(({ name }) => name === worker.name);
    return planned && worker.status === 'completed' ? { ...worker, hash: planned.hash } : worker;
  });
  return withPhase(state, { ...phase, workstreams });
}
