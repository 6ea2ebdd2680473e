/** As much as a window may have to show at once, at a fixed moment. */
import type { WorkstreamView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import { minute, NOW, phase, running, signal, workstream } from './run-parts.ts';
import { peer, sharedProject } from './shared-projects.ts';

const HOUR = 60 * minute;

/** Workstreams that build on each other in steps: 0 → 1, 2 → 3, 4 …, `count` of them. */
export const dependentWorkstreams = (
  count: number,
  over: (index: number) => Partial<WorkstreamView>,
): readonly WorkstreamView[] =>
  Array.from({ length: count }, (_, index) =>
    workstream(`ws-${index}`, {
      dependsOn: index === 0 ? [] : [`ws-${Math.floor((index - 1) / 2)}`],
      ...over(index),
    }),
  );

const statusAt = (index: number): WorkstreamView['status'] =>
  index < 3 ? 'completed' : index < 5 ? 'in-progress' : index === 5 ? 'failed' : 'pending';

/** `phases` phases with `workstreams` each over days; the last but two is under way. */
export function largeRun(phases: number, workstreams: number): RunView {
  const current = phases - 2;
  const began = NOW - phases * 6 * HOUR;
  return {
    ...running,
    id: '20260110-080000-large1',
    prd: 'PRDs/PRD-large.md',
    startedAt: began,
    agents: agentsOf(String(current), ['ws-3', 'ws-4']),
    phases: Array.from({ length: phases }, (_, index) => {
      const id = String(index + 1);
      const start = began + index * 6 * HOUR;
      const title = `Step ${id} of many`;
      const at = index + 1;
      if (at > current) return phase(id, title);
      const over = (one: number): Partial<WorkstreamView> => {
        const status = at < current ? 'completed' : statusAt(one);
        const startedAt = status === 'pending' ? null : start + one * 20 * minute;
        const endedAt = status === 'completed' || status === 'failed' ? start + one * 20 * minute + HOUR : null;
        return { status, startedAt, endedAt };
      };
      return phase(id, title, {
        status: at < current ? 'completed' : 'in-progress',
        step: at < current ? null : 'execute',
        mode: 'team',
        startedAt: start,
        endedAt: at < current ? start + 5 * HOUR : null,
        workstreams: [...dependentWorkstreams(workstreams, over)],
      });
    }),
  };
}

const agentsOf = (inPhase: string, names: readonly string[]): AgentView[] =>
  names.map((name, index) => ({
    executor: `executor-${name}`,
    role: 'executor',
    phase: inPhase,
    workstream: name,
    runtime: 'playbook',
    machine: index === 0 ? null : 'lab',
    pid: 4711 + index,
    startedAt: NOW - 12 * minute,
    events: 4,
    lastEventAt: NOW - (index === 0 ? 4000 : 9 * minute),
    lastEvent: `Edit src/${name}/main.ts`,
    liveness: {
      state: index === 0 ? 'working' : 'silent',
      evidence: [{ signal: 'process', says: `process ${4711 + index} is there`, at: NOW - 2000 }],
    },
  }));

export const manyPeers = (count: number) => ({
  ...sharedProject,
  peers: Array.from({ length: count }, (_, index) =>
    peer(`pc-${index}`, { self: index === 0, activity: `building part ${index}`, queue: index % 3, busy: index % 2 }),
  ),
});

const options = [
  { id: 'retry', label: 'Try again', needs: null },
  { id: 'defer', label: 'Defer it', needs: 'reason' as const },
];

/** Two runs with `count` open signals together, a silent agent and a shared project with what is wrong in it. */
export function busyOverview(count: number): Overview {
  const waiting: RunView = {
    ...running,
    status: 'waiting',
    signals: Array.from({ length: count / 2 }, (_, index) =>
      signal(`s${index}`, {
        kind: index % 3 === 0 ? 'question' : 'blocker',
        severity: index === 0 ? 'critical' : 'normal',
        text: `Level 2 (Unit Tests) of part ${index} failed three times. Say what to do.`,
        options,
        askedAt: NOW - index * minute,
      }),
    ),
  };
  const large = largeRun(12, 8);
  const other: RunView = {
    ...large,
    signals: Array.from({ length: count / 2 }, (_, index) =>
      signal(`t${index}`, {
        kind: index % 2 === 0 ? 'alert' : 'fyi',
        phase: null,
        text: `Part ${index} took longer than it was expected to.`,
        askedAt: NOW - index * minute,
      }),
    ),
  };
  return { projects: [], runs: [waiting, other], tasks: [], peers: [], collab: [sharedProject] };
}
