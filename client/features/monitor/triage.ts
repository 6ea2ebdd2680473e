import type { CollabView } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { workstreamChoices } from '#schemas/run/choices.ts';
import { isUrgent, openSignals, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import type { TriageItem, Urgency } from '#schemas/webview/monitor-triage.ts';
import { runName } from '../../ui/run-name.ts';

const MINUTE = 60_000;
/** How long a request between machines may lie before somebody should look at it. */
const UNCLAIMED_MS = 15 * MINUTE;
const UNANSWERED_MS = 60 * MINUTE;

/** Everything that is open in this window, what holds work back first, then the gravest and the oldest. */
export function triageOf(overview: Overview, tasks: readonly TaskView[], now: number): TriageItem[] {
  const { runs, collab } = overview;
  const items = [
    ...signalItems(runs),
    ...runs.flatMap(runItems),
    ...runs.flatMap((run) => run.agents.flatMap((agent) => agentItems(run, agent))),
    ...collab.flatMap((view) => collabItems(view, now)),
    ...taskItems(overview, tasks),
  ];
  return items.sort((a, b) => urgencies[a.urgency] - urgencies[b.urgency] || gravity(a) - gravity(b) || a.at - b.at);
}

const urgencies = { now: 0, soon: 1, told: 2 } as const satisfies Record<Urgency, number>;
const severities = { critical: 0, high: 1, normal: 2 } as const;

const gravity = (item: TriageItem): number => (item.kind === 'signal' ? severities[item.signal.severity] : 1);

const groupOf = (run: RunView) => ({ id: run.id, name: runName(run) });

const signalItems = (runs: readonly RunView[]): TriageItem[] =>
  openSignals(runs).map((open) => {
    const { run, signal } = open;
    const urgent = isUrgent(open);
    return {
      kind: 'signal',
      key: `signal:${run.id}:${signal.id}`,
      urgency: urgent ? 'now' : wantsAnswer(signal) ? 'soon' : 'told',
      group: groupOf(run),
      at: signal.askedAt,
      run: run.id,
      signal,
      halted: wantsAnswer(signal) && !urgent ? run.status : null,
    };
  });

/** A run that stands still and asks nothing: its reason is all that a person has. */
function runItems(run: RunView): TriageItem[] {
  const { id, status, reason, signals, updatedAt } = run;
  if (status === 'running' || status === 'completed' || signals.some(wantsAnswer)) return [];
  const urgency = status === 'failed' || status === 'waiting' ? 'now' : 'soon';
  return [{ kind: 'run', key: `run:${id}`, urgency, group: groupOf(run), at: updatedAt, run: id, status, reason }];
}

function agentItems(run: RunView, agent: AgentView): TriageItem[] {
  const { liveness, phase: phaseId, workstream: name, lastEventAt } = agent;
  if (liveness.state !== 'silent' && liveness.state !== 'gone') return [];
  const phase = run.phases.find(({ id }) => id === phaseId);
  const workstream = phase?.workstreams.find((one) => one.name === name) ?? phase?.debugger;
  return [
    {
      kind: 'agent',
      key: `agent:${run.id}:${phaseId}:${name}`,
      urgency: liveness.state === 'gone' ? 'now' : 'soon',
      group: groupOf(run),
      at: lastEventAt,
      run: run.id,
      phase: phaseId,
      workstream: name,
      state: liveness.state,
      evidence: liveness.evidence[0]?.says ?? '',
      verbs: phase && workstream?.name === name ? [...workstreamChoices(run, phase, workstream)] : [],
    },
  ];
}

function collabItems(view: CollabView, now: number): TriageItem[] {
  const { root, project, joining, at } = view;
  const group = { id: `shared:${root}`, name: project };
  return [
    ...joining.map((one): TriageItem => {
      const { machine, name, role, fingerprint } = one;
      const key = `joining:${root}:${machine}`;
      return { kind: 'joining', key, urgency: 'now', group, at: one.at, root, machine, name, role, fingerprint };
    }),
    ...requestItems(view, group, now),
    ...view.peers.flatMap(({ id, name, self, freshness, revoked, evidence, ssh, ageMs, busy, queue }): TriageItem[] => {
      if (self || revoked || (freshness !== 'stale' && freshness !== 'gone')) return [];
      // A machine that has nothing of ours may sleep as long as it likes.
      const urgency = busy > 0 || queue > 0 ? 'now' : 'soon';
      const about = { root, machine: id, name, freshness, evidence, ssh: ssh !== null };
      return [{ kind: 'peer', key: `peer:${root}:${id}`, urgency, group, at: at - (ageMs ?? 0), ...about }];
    }),
  ];
}

function requestItems(view: CollabView, group: TriageItem['group'], now: number): TriageItem[] {
  const self = view.peers.find((peer) => peer.self)?.id;
  const nameOf = (machine: string): string => view.peers.find(({ id }) => id === machine)?.name ?? machine;
  return view.requests.flatMap(({ id, title, status, from, to, claimedBy, updatedAt, file }): TriageItem[] => {
    const limit = status === 'open' ? UNCLAIMED_MS : status === 'claimed' ? UNANSWERED_MS : Number.POSITIVE_INFINITY;
    const ours = to === self || (to === 'all' && from !== self);
    if (now - updatedAt < limit) return [];
    return [
      {
        kind: 'request',
        key: `request:${view.root}:${id}`,
        urgency: 'soon',
        group,
        at: updatedAt,
        root: view.root,
        request: id,
        title,
        from: nameOf(from),
        to: nameOf(to),
        claimedBy: claimedBy === null ? null : nameOf(claimedBy),
        hasFile: file !== null,
        ours: claimedBy === null ? ours : claimedBy === self,
      },
    ];
  });
}

/** Blocked tasks that no signal of their run speaks for already. */
function taskItems({ runs, projects }: Overview, tasks: readonly TaskView[]): TriageItem[] {
  return tasks.flatMap((task): TriageItem[] => {
    const { id, status, run: runId, phase, title, evidence, moves, updatedAt } = task;
    const run = runs.find((one) => one.id === runId);
    if (status !== 'blocked' || run?.signals.some((signal) => wantsAnswer(signal) && signal.phase === phase)) return [];
    const project = {
      id: `project:${task.project}`,
      name: projects.find((one) => one.id === task.project)?.name ?? '',
    };
    return [
      {
        kind: 'task',
        key: `task:${id}`,
        urgency: 'soon',
        group: run === undefined ? project : groupOf(run),
        at: evidence?.at ?? updatedAt,
        task: id,
        title,
        evidence: evidence?.text ?? null,
        run: run?.id ?? null,
        moves,
      },
    ];
  });
}
