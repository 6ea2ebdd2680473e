import type { MonitorDelta, MonitorState } from '#schemas/webview/monitor.ts';

/** The shortest message that turns `before` into `after`, or null where only a snapshot does. */
export function monitorDelta(before: MonitorState, after: MonitorState, seq: number): MonitorDelta | null {
  if (before.run === null || after.run === null || before.run.id !== after.run.id) return null;
  const known = new Map(before.run.phases.map((phase) => [phase.id, JSON.stringify(phase)]));
  const { phases, ...run } = after.run;
  return {
    type: 'delta',
    seq,
    server: after.server,
    trusted: after.trusted,
    now: after.now,
    run,
    order: phases.map((phase) => phase.id),
    collab: JSON.stringify(before.collab) === JSON.stringify(after.collab) ? null : after.collab,
    phases: phases.filter((phase) => known.get(phase.id) !== JSON.stringify(phase)),
  };
}

/** The state after `delta`, or null where it does not fit `before` and a snapshot is needed. */
export function applyMonitorDelta(before: MonitorState, delta: MonitorDelta): MonitorState | null {
  if (before.run?.id !== delta.run.id) return null;
  const phases = new Map([...before.run.phases, ...delta.phases].map((phase) => [phase.id, phase]));
  const ordered = delta.order.flatMap((id) => phases.get(id) ?? []);
  if (ordered.length !== delta.order.length) return null;
  const { server, trusted, now, run, collab } = delta;
  return { server, trusted, now, run: { ...run, phases: ordered }, collab: collab ?? before.collab };
}
