import type { PhaseStep, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { LiveEvidence, LivePhase, LivePlans, LiveReceipt, LiveWorkstream } from '../language/assist/live-plans.ts';

/**
 * What the runs of one project say of its plans. Of the runs of a plan the one that started last speaks; what older
 * ones did is history. `root` is the project's root as the views have it.
 */
export function livePlansOf(views: readonly RunView[], root: string): LivePlans {
  const newest = new Map<string, RunView>();
  for (const view of views) {
    if (view.project.root !== root) continue;
    const known = newest.get(view.prd);
    if (!known || view.startedAt > known.startedAt) newest.set(view.prd, view);
  }
  return {
    phase: (prd, id) => {
      const run = newest.get(prd);
      const phase = run?.phases.find((one) => one.id === id);
      return run && phase ? livePhase(run, phase) : null;
    },
  };
}

function livePhase(run: RunView, phase: PhaseView): LivePhase {
  return {
    status: phase.status,
    words: phaseWords(run, phase),
    run: run.id,
    runStatus: run.status,
    workstreams: phase.workstreams.map((workstream) => liveWorkstream(run, phase, workstream)),
    receipts: lastReceipts(phase.receipts),
    evidence: phaseEvidence(run, phase),
  };
}

const STEP: Readonly<Record<PhaseStep, string>> = {
  prp: 'reading the PRP',
  gate: 'at the budget gate',
  execute: 'executing workstreams',
  contracts: 'comparing contracts',
  integrate: 'merging workstreams',
  validate: 'validating',
  debug: 'mending what validation found',
  commit: 'committing',
  checkpoint: 'writing the checkpoint',
  land: 'landing the commit',
  'clean-up': 'cleaning up',
};

/** A phase that is in progress in a run that does not go on says so: nothing happens until somebody acts. */
function phaseWords(run: RunView, { status, step, held }: PhaseView): string {
  const at = step === null ? '' : `, ${STEP[step]}`;
  if (status === 'pending') return 'not started';
  if (status === 'completed' || status === 'deferred') return status;
  if (held) return `held back by a person${at}`;
  if (run.status === 'waiting') return `waiting for a person${at}`;
  if (run.status === 'stopped' || run.status === 'paused') return `${run.status}${at}`;
  if (status === 'failed' || run.status === 'failed') return `failed${at}`;
  return `in progress${at}`;
}

function phaseEvidence(run: RunView, phase: PhaseView): LiveEvidence {
  if (phase.status === 'completed') {
    const commit = phase.commit === null ? 'without a change' : `commit ${phase.commit.sha.slice(0, 12)}`;
    const passed = phase.receipts.filter(isPassed).length;
    const proof = passed === 0 ? '' : `, ${count(passed, 'validation command')} passed`;
    return { text: `${commit}${proof}`, at: phase.endedAt ?? run.updatedAt };
  }
  if (phase.status === 'pending') return { text: `run ${run.id} has not come to it`, at: run.updatedAt };
  if (phase.status === 'deferred') return { text: phase.reason ?? 'deferred', at: phase.endedAt ?? run.updatedAt };
  if (run.reason !== null) return { text: run.reason, at: run.updatedAt };
  const agent = run.agents
    .filter((one) => one.phase === phase.id)
    .reduce<RunView['agents'][number] | null>(
      (last, one) => (last === null || one.lastEventAt > last.lastEventAt ? one : last),
      null,
    );
  if (agent) return { text: `${agent.executor}${onMachine(agent)}: ${agent.lastEvent}`, at: agent.lastEventAt };
  return { text: `run ${run.id} is ${run.status}, no agent is at it`, at: run.updatedAt };
}

const onMachine = ({ machine }: RunView['agents'][number]): string => (machine === null ? '' : ` on ${machine}`);

function liveWorkstream(run: RunView, phase: PhaseView, workstream: WorkstreamView): LiveWorkstream {
  const { name, executor, status, reason, attempts, startedAt, endedAt, changes } = workstream;
  const agent = run.agents.find((one) => one.phase === phase.id && one.workstream === name);
  const since = status === 'pending' ? null : status === 'in-progress' ? startedAt : (endedAt ?? startedAt);
  const evidence = agent
    ? { text: `${agent.machine === null ? '' : `${agent.machine}: `}${agent.lastEvent}`, at: agent.lastEventAt }
    : status === 'in-progress'
      ? { text: 'no agent is at it', at: run.updatedAt }
      : since === null
        ? null
        : { text: reason ?? `${count(changes.length, 'file')} changed`, at: since };
  return { name, executor, status, words: workstreamWords(run, status, attempts), since, evidence };
}

function workstreamWords(run: RunView, status: WorkstreamView['status'], attempts: number): string {
  const again = attempts > 1 ? `, attempt ${attempts}` : '';
  if (status === 'pending') return 'not started';
  if (status === 'in-progress') {
    return run.status === 'running' ? `in progress${again}` : `interrupted, the run is ${run.status}`;
  }
  return `${status}${again}`;
}

/** A command that was run again after a repair speaks with its last receipt. */
function lastReceipts(receipts: readonly Receipt[]): readonly LiveReceipt[] {
  const last = new Map<string, LiveReceipt>();
  for (const { level, command, exitCode, durationMs, startedAt } of receipts) {
    const key = `${level} ${command}`;
    last.delete(key);
    last.set(key, { level, command, exitCode, durationMs, at: startedAt });
  }
  return [...last.values()];
}

function isPassed({ exitCode, stopped }: Receipt): boolean {
  return exitCode === 0 && stopped === null;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
